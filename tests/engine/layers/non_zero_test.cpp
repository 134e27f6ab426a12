// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/non_zero.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::non_zero {

LayerSuite suite() {
    return {
        .kind = layers::non_zero::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"non_zero(x f32[2,3]=[0,1,0,-2,0,nan]) -> i32[2,3]=[0,1,1,1,0,2], i32[2]=[2,3]"},
                {"non_zero(x bool[4]=[1,0,0,1]) -> i32[1,2]=[0,3], i32[2]=[1,2]"},
                {"non_zero(x i32[2,2]=[0,0,0,0]) -> i32[2,0]=[], i32[2]=[2,0]"},
                {"non_zero(x i32[1,1,2]=[7,8]) -> i32[3,2]=[0,0,0,0,0,1], i32[2]=[3,2]"},
                {"non_zero(x f32[0,3]) -> i32[2,0]=[], i32[2]=[2,0]"},
            },
        .refused =
            {
                {"non_zero(x f32[])", "a scalar has no positions"},
                {"non_zero(x f32[2], y f32[2])", "non_zero takes 1 input, got 2"},
            },
    };
}

}  // namespace planscope::layer_tests::non_zero
