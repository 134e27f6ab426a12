// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/remainder.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::remainder {

LayerSuite suite() {
    return {
        .kind = layers::remainder::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"remainder(a f32[4]=[5.5,-5.5,5.5,-5.5], b f32[4]=[2,2,-2,-2]) -> f32[4]=[1.5,-1.5,1.5,-1.5]"},
                // A quotient beyond 2^24
                {"remainder(a f32[1]=[100000000], b f32[1]=[3]) -> f32[1]=[1]"},
                {"remainder(a f32[2,1]=[7,8], b f32[3]=[2,3,4]) -> f32[2,3]=[1,1,3,0,2,0]"},
                {"remainder(a f32[2,3,4]~[-9,9], b f32[3,1]~[1,2]) -> f32[2,3,4]"},
                {"remainder(a f32[0,3], b f32[3]) -> f32[0,3]"},
            },
        .refused =
            {
                {"remainder(a f32[2])", "remainder takes 2 inputs, got 1"},
                {"remainder(a i32[2], b f32[2])", "input 0 must be f32, got i32"},
                {"remainder(a f32[2], b i32[2])", "input 1 must be f32, got i32"},
                {"remainder(a f32[2], b f32[3])", "2 and 3 do not broadcast: axis 0 is 2 and 3"},
            },
    };
}

}  // namespace planscope::layer_tests::remainder
