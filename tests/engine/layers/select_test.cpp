// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/select.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::select {

LayerSuite suite() {
    return {
        .kind = layers::select::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"select(c bool[3]=[1,0,1], a f32[3]=[1,2,3], b f32[3]=[4,5,6]) -> f32[3]=[1,5,3]"},
                {"select(c bool[2,1], a i32[1,3], b i32[]=[9]) -> i32[2,3]"},
                {"select(c bool[4,5], a f32[4,5], b f32[5]) -> f32[4,5]"},
                {"select(c bool[2], a bool[2], b bool[2]) -> bool[2]"},
            },
        .refused =
            {
                {"select(c f32[3], a f32[3], b f32[3])",
                 "input 0 must be bool, got f32"},
                {"select(c bool[3], a f32[3], b i32[3])",
                 "inputs 1 and 2 must have one type, got f32 and i32"},
                {"select(c bool[3], a f32[2], b f32[2])",
                 "3 and 2 do not broadcast: axis 0 is 3 and 2"},
                {"select(c bool[3], a f32[3])",
                 "select takes 3 inputs, got 2"},
            },
    };
}

}  // namespace planscope::layer_tests::select
