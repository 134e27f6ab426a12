// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/ragged_softmax.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::ragged_softmax {

LayerSuite suite() {
    return {
        .kind = layers::ragged_softmax::kind,
        .tolerance = Tolerance::ulp(8),
        .cases =
            {
                {"ragged_softmax(x f32[2,3]=[0,0,9,1,1,1], n i32[2,1]=[2,3]) -> "
                 "f32[2,3]=[0.5,0.5,0,0.33333334,0.33333334,0.33333334]"},
                {"ragged_softmax(x f32[2,2]=[5,6,7,8], n i32[2,1]=[0,1]) -> f32[2,2]=[0,0,1,0]"},
                {"ragged_softmax(x f32[3,5,17]~[-4,4], n i32[3,5,1]~[0,17]) -> f32[3,5,17]"},
                {"ragged_softmax(x f32[0,3], n i32[0,1]) -> f32[0,3]"},
            },
        .refused =
            {
                {"ragged_softmax(x f32[2,3])", "ragged_softmax takes 2 inputs, got 1"},
                {"ragged_softmax(x f32[2,3], n f32[2,1])", "input 1 must be i32, got f32"},
                {"ragged_softmax(x f32[2,3], n i32[2])", "the lengths are 2, expected 2x1"},
                {"ragged_softmax(x f32[], n i32[])", "a scalar has no lines"},
            },
    };
}

}  // namespace planscope::layer_tests::ragged_softmax
