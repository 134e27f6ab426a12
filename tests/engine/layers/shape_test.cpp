// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/shape.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::shape {

LayerSuite suite() {
    return {
        .kind = layers::shape::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"shape(x f32[2,3,5]) -> i32[3]=[2,3,5]"},
                {"shape(x bool[]) -> i32[0]"},
                {"shape(x i32[0,7]) -> i32[2]=[0,7]"},
            },
        .refused =
            {
                {"shape(x f32[2], y f32[2])",
                 "shape takes 1 input, got 2"},
            },
    };
}

}  // namespace planscope::layer_tests::shape
