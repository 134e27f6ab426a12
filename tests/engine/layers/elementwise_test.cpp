// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/elementwise.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::elementwise {

LayerSuite suite() {
    return {
        .kind = layers::elementwise::kind,
        .tolerance = Tolerance::ulp(4),
        .cases =
            {
                {"elementwise(a f32[2,2]=[1,2,3,4], b f32[2]=[10,20]) {kind=sum} -> f32[2,2]=[11,22,13,24]"},
                {"elementwise(a f32[2,1]=[1,2], b f32[1,3]=[1,10,100]) {kind=prod} -> f32[2,3]=[1,10,100,2,20,200]"},
                {"elementwise(a f32[1,16,8,8], b f32[1,16,1,1]) {kind=prod} -> f32[1,16,8,8]"},
                {"elementwise(a f32[2,3,4], const b f32[2,3,4]) {kind=sub} -> f32[2,3,4]"},
                {"elementwise(a f32[2]=[1,-1], b f32[2]=[0,4]) {kind=div} -> f32[2]=[inf,-0.25]"},
                {"elementwise(a f32[3]=[1,nan,3], b f32[3]=[2,0,-3]) {kind=max} -> f32[3]=[2,nan,3]"},
                {"elementwise(a f32[2,3,4], b f32[2,3,4]) {kind=min} -> f32[2,3,4]"},
                {"elementwise(a f32[4]=[2,4,9,0], b f32[4]=[3,0.5,-0.5,0]) {kind=pow} -> f32[4]=[8,2,0.33333334,1]"},
                {"elementwise(a f32[3]=[7,-7,6], b f32[3]=[2,2,3]) {kind=floor_div} -> f32[3]=[3,-4,2]"},
                {"elementwise(a i32[4]=[7,-7,7,-7], b i32[4]=[2,2,-2,-2]) {kind=floor_div} -> i32[4]=[3,-4,-4,3]"},
                {"elementwise(a i32[2]=[7,-7], b i32[]=[2]) {kind=div} -> i32[2]=[3,-3]"},
                {"elementwise(a i32[2]=[5,6], b i32[2]=[2,0]) {kind=sum} -> i32[2]=[7,6]"},
                {"elementwise(a bool[4]=[0,0,1,1], b bool[4]=[0,1,0,1]) {kind=and} -> bool[4]=[0,0,0,1]"},
                {"elementwise(a bool[4]=[0,0,1,1], b bool[4]=[0,1,0,1]) {kind=or} -> bool[4]=[0,1,1,1]"},
                {"elementwise(a bool[4]=[0,0,1,1], b bool[4]=[0,1,0,1]) {kind=xor} -> bool[4]=[0,1,1,0]"},
                {"elementwise(a f32[3]=[1,2,nan], b f32[3]=[1,3,nan]) {kind=equal} -> bool[3]=[1,0,0]"},
                {"elementwise(a i32[3]=[1,2,3], b i32[3]=[1,3,2]) {kind=greater} -> bool[3]=[0,0,1]"},
                {"elementwise(a f32[3]=[1,2,3], b f32[]=[2]) {kind=less} -> bool[3]=[1,0,0]"},
                {"elementwise(a f16[2]=[1,2], b f16[2]=[0.5,4]) {kind=sum} -> f16[2]=[1.5,6]", Tolerance::exact()},
                {"elementwise(a f32[0,3], b f32[1,3]) {kind=sum} -> f32[0,3]"},
                {"elementwise(a f32[1,4,6,6], b f32[1,4,6,6]; c f32[6]) {kind=sum} then \"prod(i0, i1)\" -> "
                 "f32[1,4,6,6]"},
            },
        .refused =
            {
                {"elementwise(a f32[2,3], b f32[2,4]) {kind=sum}",
                 "2x3 and 2x4 do not broadcast: axis 1 is 3 and 4"},
                {"elementwise(a f32[2,3], b f32[2]) {kind=sum}",
                 "2x3 and 2 do not broadcast: axis 1 is 3 and 2"},
                {"elementwise(a f32[2], b i32[2]) {kind=sum}",
                 "sum takes operands of one type, got f32 and i32"},
                {"elementwise(a f32[2], b f32[2]) {kind=and}",
                 "and does not take f32 values"},
                {"elementwise(a bool[2], b bool[2]) {kind=sum}",
                 "sum does not take bool values"},
                {"elementwise(a u8[2], b u8[2]) {kind=prod}",
                 "prod does not take u8 values"},
                {"elementwise(a f32[2]) {kind=sum}",
                 "elementwise takes 2 inputs, got 1"},
                {"elementwise(a f32[50000,1], b f32[1,50000]) {kind=sum}",
                 "the output 50000x50000 has 2500000000 elements, the limit is 2^31 - 1"},
            },
    };
}

}  // namespace planscope::layer_tests::elementwise
