// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/scale.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::scale {

LayerSuite suite() {
    return {
        .kind = layers::scale::kind,
        .tolerance = Tolerance::ulp(8),
        .cases =
            {
                {"scale(x f32[1,2,2]=[1,2,3,4], const s f32[2]=[10,100], const t f32[2]=[1,2]) -> "
                 "f32[1,2,2]=[11,21,302,402]"},
                {"scale(x f32[2]=[2,3], const s f32[1]=[2], const t f32[1]=[1], const p f32[1]=[2]) {mode=uniform} "
                 "-> f32[2]=[25,49]"},
                {"scale(x f32[2,2]=[1,2,3,4], const s f32[2]=[1,2]) {mode=elementwise} -> f32[2,2]=[1,4,3,8]"},
                {"scale(x f32[]=[3], const s f32[1]=[2]) {mode=uniform} -> f32[]=[6]"},
                {"scale(x f32[2,16,5,5], const s f32[16], const t f32[16]) -> f32[2,16,5,5]"},
                {"scale(x f32[2,3,4,5], const s f32[5], const t f32[5]) {channelAxis=3} -> f32[2,3,4,5]"},
                {"scale(x f32[2,3,4,5], const s f32[3,4,5], const t f32[60]) {mode=elementwise} -> f32[2,3,4,5]"},
            },
        .refused =
            {
                {"scale(x f32[1,3,4])",
                 "scale takes 2 to 4 inputs, got 1"},
                {"scale(x f32[1,3,4], s f32[4])",
                 "input 1 has 4 elements, mode channel needs 3"},
                {"scale(x f32[1,3,4], s f32[12], t f32[3]) {mode=elementwise}",
                 "input 2 has 3 elements, mode elementwise needs 12"},
                {"scale(x f32[1,3,4], s f32[3]) {mode=uniform}",
                 "input 1 has 3 elements, mode uniform needs 1"},
                {"scale(x f32[3], s f32[3])",
                 "axis 1 is outside rank 1"},
                {"scale(x f32[1,3], s i32[3])",
                 "input 1 must be f32, got i32"},
            },
    };
}

}  // namespace planscope::layer_tests::scale
