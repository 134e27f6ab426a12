// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/gather.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::gather {

LayerSuite suite() {
    return {
        .kind = layers::gather::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"gather(x f32[3,2]=[1,2,3,4,5,6], i i32[2]=[2,0]) {axis=0} -> f32[2,2]=[5,6,1,2]"},
                {"gather(x f32[2,3]=[1,2,3,4,5,6], i i32[]=[-1]) {axis=1} -> f32[2]=[3,6]"},
                {"gather(x f32[10,4], const i i32[2,3]=[9,0,3,3,7,1]) {axis=0} -> f32[2,3,4]"},
                {"gather(x i32[4]=[1,3,224,224], const i i32[1]=[2]) -> i32[1]=[224]"},
                {"gather(x f32[2,3,4], i i32[2,2]~[0,2]) {axis=1, elementwiseDims=1} -> f32[2,2,4]"},
                {"gather(x f32[2,2]=[1,2,3,4], i i32[2,2]=[0,0,1,0]) {mode=element, axis=1} -> f32[2,2]=[1,1,4,3]"},
                {"gather(x f32[3,4,5], i i32[2,4,5]~[-3,2]) {mode=element, axis=0} -> f32[2,4,5]"},
                {"gather(x f32[2,2]=[1,2,3,4], i i32[2,2]=[0,0,1,1]) {mode=nd} -> f32[2]=[1,4]"},
                {"gather(x f32[2,3,4], i i32[2,1]~[0,2]) {mode=nd, elementwiseDims=1} -> f32[2,4]"},
                {"gather(x f32[2,3,4], i i32[5,2]~[0,1]) {mode=nd} -> f32[5,4]"},
                {"gather(x bool[4], i i32[0]) -> bool[0]"},
            },
        .refused =
            {
                {"gather(x f32[3,2], i f32[2])",
                 "input 1 must be i32, got f32"},
                {"gather(x f32[3,2], i i32[2]) {axis=2}",
                 "axis 2 is outside rank 2"},
                {"gather(x f32[], i i32[2])",
                 "axis 0 is outside rank 0"},
                {"gather(x f32[3,2], i i32[3,2]) {axis=1, elementwiseDims=2}",
                 "elementwiseDims is 2, mode default allows 0 and 1"},
                {"gather(x f32[3,2], i i32[3,2]) {axis=1, elementwiseDims=-1}",
                 "elementwiseDims is -1, data and indices have rank 2 and 2"},
                {"gather(x f32[3,2], i i32[3,2]) {axis=0, elementwiseDims=1}",
                 "axis 0 is one of the 1 shared axes"},
                {"gather(x f32[3,2], i i32[4,2]) {axis=1, elementwiseDims=1}",
                 "data 3x2 and indices 4x2 differ along the shared axis 0"},
                {"gather(x f32[3,2], i i32[3]) {mode=element}",
                 "data has rank 2, indices have rank 1"},
                {"gather(x f32[3,2], i i32[3,3]) {mode=element}",
                 "indices 3x3 reach beyond data 3x2 along axis 1"},
                {"gather(x f32[3,2], i i32[2,3]) {mode=nd}",
                 "index tuples have 3 entries, 1 to 2 are possible"},
                {"gather(x f32[3,2], i i32[]) {mode=nd}",
                 "indices of rank 0 hold no index tuples after 0 shared axes"},
                {"gather(x f32[1,1,1,1,1], i i32[1,1,1,1,1])",
                 "the output has rank 9, the limit is 8"},
            },
    };
}

}  // namespace planscope::layer_tests::gather
