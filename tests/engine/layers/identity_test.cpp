// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/identity.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::identity {

LayerSuite suite() {
    return {
        .kind = layers::identity::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"identity(x f32[2,3]) -> f32[2,3]"},
                {"identity(x i32[3]=[1,2,3]) -> i32[3]=[1,2,3]"},
                {"identity(x bool[]=[1]) -> bool[]=[1]"},
                {"identity(x f16[0,2]) -> f16[0,2]"},
            },
        .refused =
            {
                {"identity(x f32[2], y f32[2])",
                 "identity takes 1 input, got 2"},
            },
    };
}

}  // namespace planscope::layer_tests::identity
