// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/concatenation.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::concatenation {

LayerSuite suite() {
    return {
        .kind = layers::concatenation::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"concatenation(a f32[2,1]=[1,2], b f32[2,2]=[3,4,5,6]) {axis=1} -> f32[2,3]=[1,3,4,2,5,6]"},
                {"concatenation(a f32[1,3,4,4], b f32[1,5,4,4], c f32[1,1,4,4]) {axis=1} -> f32[1,9,4,4]"},
                {"concatenation(a i32[1]=[7], b i32[2]=[8,9]) {axis=0} -> i32[3]=[7,8,9]"},
                {"concatenation(a f32[2,3]) {axis=0} -> f32[2,3]"},
                {"concatenation(a bool[2,2], b bool[2,0]) {axis=1} -> bool[2,2]"},
                {"concatenation(a f16[1,4,3], b f16[2,4,3]) {axis=0} -> f16[3,4,3]"},
                {"concatenation(a f32[2,3], a) {axis=1} -> f32[2,6]"},
            },
        .refused =
            {
                {"concatenation(a f32[2,3], b f32[2,3]) {axis=2}",
                 "axis 2 is outside rank 2"},
                {"concatenation(a f32[2,3], b f32[2,3]) {axis=-1}",
                 "axis -1 is outside rank 2"},
                {"concatenation(a f32[2,3], b i32[2,3]) {axis=0}",
                 "inputs 0 and 1 must have one type, got f32 and i32"},
                {"concatenation(a f32[2,3], b f32[2,4]) {axis=0}",
                 "input 1 (2x4) differs from input 0 (2x3) along axis 1"},
                {"concatenation(a f32[2,3], b f32[2]) {axis=0}",
                 "input 1 has rank 1, input 0 has rank 2"},
                {"concatenation()",
                 "concatenation takes at least 1 input, got 0"},
                {"concatenation(a f32[40000,40000], b f32[40000,40000]) {axis=0}",
                 "the output 80000x40000 has 3200000000 elements, the limit is 2^31 - 1"},
            },
    };
}

}  // namespace planscope::layer_tests::concatenation
