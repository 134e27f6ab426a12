// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/parametric_relu.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::parametric_relu {

LayerSuite suite() {
    return {
        .kind = layers::parametric_relu::kind,
        .tolerance = Tolerance::ulp(2),
        .cases =
            {
                {"parametric_relu(x f32[2,2]=[-1,2,-3,-4], const s f32[2]=[0.5,0.25]) -> f32[2,2]=[-0.5,2,-1.5,-1]"},
                {"parametric_relu(x f32[1,8,5,5], const s f32[8,1,1]) -> f32[1,8,5,5]"},
                {"parametric_relu(x f32[2,3], s f32[2,3]) -> f32[2,3]"},
                {"parametric_relu(x f32[4,4], const s f32[]=[0.1]) -> f32[4,4]"},
            },
        .refused =
            {
                {"parametric_relu(x f32[2,3], s f32[2])",
                 "input 1 (2) does not broadcast to 2x3"},
                {"parametric_relu(x f32[3], s f32[2,3])",
                 "input 1 (2x3) does not broadcast to 3"},
                {"parametric_relu(x f32[3])",
                 "parametric_relu takes 2 inputs, got 1"},
            },
    };
}

}  // namespace planscope::layer_tests::parametric_relu
