// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pointwise.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::pointwise {

LayerSuite suite() {
    return {
        .kind = layers::pointwise::kind,
        .tolerance = Tolerance::ulp(16),
        .cases =
            {
                {"pointwise(x f32[2]=[-1,4]) {program=\"relu(i0)\"} -> f32[2]=[0,4]"},
                {"pointwise(a f32[2]=[1,-5], b f32[2]=[2,3]) {program=\"relu(sum(i0, i1))\"} -> f32[2]=[3,0]"},
                {"pointwise(x f32[1,8,7,7]~[-4,4]) {program=\"prod(i0, sigmoid(i0))\"} -> f32[1,8,7,7]"},
                {"pointwise(x f32[1,16,5,5], const s f32[16,1,1], const t f32[16,1,1]) {program=\"clip(sum(prod(i0, "
                 "i1), i2), alpha=0, beta=6)\"} -> f32[1,16,5,5]"},
                {"pointwise(a f32[3]=[1,2,3], b f32[3]=[3,2,1]) {program=\"greater(i0, i1)\"} -> bool[3]=[0,0,1]"},
                {"pointwise(c bool[2]=[1,0], a f32[2]=[1,2], b f32[2]=[3,4]) {program=\"select(i0:bool, i1, i2)\"} "
                 "-> f32[2]=[1,4]"},
                {"pointwise(a f32[4,1], b f32[1,5]) {program=\"sub(i0, i1)\"} -> f32[4,5]"},
                {"pointwise(a f32[3]=[1.5,-2.5,0]) {program=\"cast(i0, i32)\"} -> i32[3]=[1,-2,0]"},
                {"pointwise(x u8[2,7,9,5] ~[0,255], z i8[2,7,9,5] ~[-128,127]) {program=\"cast(sum(cast(clip(round(div(relu(sum(prod(sub("
                 "cast(i0:u8, f32), 117), 0.0313), prod(cast(i1:i8, f32), 0.017))), 0.0271)), alpha=-9, beta=246), i32), constant(9, i32)), "
                 "u8)\"} -> u8[2,7,9,5]"},
                {"pointwise(x i8[3,1000] ~[-128,127], z i8[3,1000] ~[-128,127]) {program=\"cast(round(div(sum(prod(cast(i0:i8, f32), 0.25), "
                 "prod(cast(i1:i8, f32), 0.5)), 0.5)), i8)\"} -> i8[3,1000]"},
                {"pointwise(x f32[2,33,5,5] ~[-9,9]) {program=\"cast(round(div(i0, 0.0625)), i8)\"} -> i8[2,33,5,5]"},
            },
        .refused =
            {
                {"pointwise(a f32[2], b f32[2]) {program=\"relu(i0)\"}",
                 "the program reads 1 inputs, the layer has 2"},
                {"pointwise(a f32[2])",
                 "the program has 0 steps, 1 to 40 are possible"},
                {"pointwise(a f32[2,3], b f32[2,4]) {program=\"sum(i0, i1)\"}",
                 "2x3 and 2x4 do not broadcast: axis 1 is 3 and 4"},
            },
    };
}

}  // namespace planscope::layer_tests::pointwise
