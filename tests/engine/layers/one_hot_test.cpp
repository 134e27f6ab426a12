// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/one_hot.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::one_hot {

LayerSuite suite() {
    return {
        .kind = layers::one_hot::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"one_hot(i i32[2]=[2,0], v f32[2]=[0,1]) {depth=3, axis=1} -> f32[2,3]=[0,0,1,1,0,0]"},
                {"one_hot(i i32[2]=[2,0], v f32[2]=[0,1]) {depth=3, axis=0} -> f32[3,2]=[0,1,0,0,1,0]"},
                {"one_hot(i i32[3]=[-1,-3,1], v i32[2]=[5,7]) {depth=3, axis=1} -> i32[3,3]=[5,5,7,7,5,5,5,7,5]"},
                {"one_hot(i i32[2]=[3,-4], v f32[2]=[0.5,2]) {depth=3, axis=1} -> "
                 "f32[2,3]=[0.5,0.5,0.5,0.5,0.5,0.5]"},
                {"one_hot(i i32[2,2]=[0,1,1,0], const v bool[2]=[0,1]) {depth=2, axis=1} -> "
                 "bool[2,2,2]=[1,0,0,1,0,1,1,0]"},
                {"one_hot(i i32[]=[1], v f32[2]=[-1,1]) {depth=4} -> f32[4]=[-1,1,-1,-1]"},
                {"one_hot(i i32[2,3,4]~[-6,6], v f32[2]) {depth=5, axis=2} -> f32[2,3,5,4]"},
                {"one_hot(i i32[2]=[1,0], v f32[2]=[0,1], const n i32[1]=[2]) {axis=1} -> f32[2,2]=[0,1,1,0]"},
                {"one_hot(i i32[0], v f32[2]) {depth=3, axis=1} -> f32[0,3]"},
            },
        .refused =
            {
                {"one_hot(i i32[2])",
                 "one_hot takes 2 to 3 inputs, got 1"},
                {"one_hot(i i32[2], v f32[2], const n i32[]=[0])",
                 "depth is 0, at least 1 is needed"},
                {"one_hot(i i32[2], v f32[2], const n i32[]=[-2])",
                 "the depth (input 2) holds -2, which is outside [0, 2147483647]"},
                {"one_hot(i i32[2], v f32[2], n i32[2])",
                 "the depth (input 2) is 2, one element is needed"},
                {"one_hot(i f32[2], v f32[2])",
                 "input 0 must be i32, got f32"},
                {"one_hot(i i32[2], v f32[2]) {axis=2}",
                 "axis 2 is outside rank 2"},
                {"one_hot(i i32[2], v f32[2]) {depth=0}",
                 "depth is 0, at least 1 is needed"},
                {"one_hot(i i32[2], v f32[3])",
                 "values are 3, expected the two elements [off, on]"},
                {"one_hot(i i32[2], v f32[2]) {depth=2147483647}",
                 "the shape 2147483647x2 has more than 2^31 - 1 elements"},
                {"one_hot(i i32[1,1,1,1,1,1,1,1], v f32[2])",
                 "the output has rank 9, the limit is 8"},
            },
    };
}

}  // namespace planscope::layer_tests::one_hot
