// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reformat.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::reformat {

LayerSuite suite() {
    return {
        .kind = layers::reformat::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"reformat(x f32[1,3,4,4]) -> f32[1,3,4,4]"},
                {"reformat(x f16[2,9,3]) -> f16[2,9,3]"},
                {"reformat(x i32[4]=[1,2,3,4]) -> i32[4]=[1,2,3,4]"},
            },
        .refused =
            {
                {"reformat()",
                 "reformat takes 1 input, got 0"},
            },
    };
}

}  // namespace planscope::layer_tests::reformat
