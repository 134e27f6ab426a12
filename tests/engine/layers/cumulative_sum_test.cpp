// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cumulative_sum.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::cumulative_sum {

LayerSuite suite() {
    return {
        .kind = layers::cumulative_sum::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                // ONNX CumSum-14, the specification's examples
                {"cumulative_sum(x f32[3]=[1,2,3]) -> f32[3]=[1,3,6]"},
                {"cumulative_sum(x f32[3]=[1,2,3]) {exclusive=true} -> f32[3]=[0,1,3]"},
                {"cumulative_sum(x f32[3]=[1,2,3]) {reverse=true} -> f32[3]=[6,5,3]"},
                {"cumulative_sum(x f32[3]=[1,2,3]) {exclusive=true, reverse=true} -> f32[3]=[5,3,0]"},
                {"cumulative_sum(x f32[2,3]=[1,2,3,4,5,6]) {axis=0} -> f32[2,3]=[1,2,3,5,7,9]"},
                {"cumulative_sum(x f32[2,3]=[1,2,3,4,5,6]) {axis=1} -> f32[2,3]=[1,3,6,4,9,15]"},
                {"cumulative_sum(x i32[2]=[2147483647,1]) -> i32[2]=[2147483647,-2147483648]"},
                {"cumulative_sum(x f32[2,5,3]) {axis=1, reverse=true} -> f32[2,5,3]"},
                {"cumulative_sum(x f32[2,0]) {axis=1} -> f32[2,0]"},
            },
        .refused =
            {
                {"cumulative_sum(x bool[3])",
                 "input 0 must be f32, got bool"},
                {"cumulative_sum(x f32[3]) {axis=1}",
                 "axis 1 is outside rank 1"},
                {"cumulative_sum(x f32[])",
                 "axis 0 is outside rank 0"},
            },
    };
}

}  // namespace planscope::layer_tests::cumulative_sum
