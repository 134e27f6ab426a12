// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/determinant.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::determinant {

LayerSuite suite() {
    return {
        .kind = layers::determinant::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"determinant(x f32[2,2]=[1,2,3,4]) -> f32[]=[-2]"},
                // Needs a swap of rows
                {"determinant(x f32[1,2,2]=[0,2,3,4]) -> f32[1]=[-6]"},
                {"determinant(x f32[2,1,1]=[5,-7]) -> f32[2]=[5,-7]"},
                {"determinant(x f32[3,3]=[2,0,1,1,3,2,1,1,1]) -> f32[]=[0]"},
                {"determinant(x f32[3,3]=[2,0,1,1,3,2,1,1,4]) -> f32[]=[18]"},
                {"determinant(x f32[2,3,4,4]) -> f32[2,3]"},
                {"determinant(x f32[2,0,0]) -> f32[2]=[1,1]"},
            },
        .refused =
            {
                {"determinant(x f32[2,3])", "the input 2x3 holds no square matrices"},
                {"determinant(x f32[4])", "the input 4 holds no square matrices"},
                {"determinant(x i32[2,2])", "input 0 must be f32, got i32"},
                {"determinant(x f32[2,2], y f32[2,2])", "determinant takes 1 input, got 2"},
            },
    };
}

}  // namespace planscope::layer_tests::determinant
