// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/top_k.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::top_k {

LayerSuite suite() {
    return {
        .kind = layers::top_k::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"top_k(x f32[5]=[3,1,4,1,5]) {k=2} -> f32[2]=[5,4], i32[2]=[4,2]"},
                {"top_k(x f32[5]=[3,1,4,1,5]) {k=3, operation=min} -> f32[3]=[1,1,3], i32[3]=[1,3,0]"},
                {"top_k(x f32[2,10,3]) {k=4, axis=1} -> f32[2,4,3], i32[2,4,3]"},
                {"top_k(x i32[3]=[7,7,9]) {k=3} -> i32[3]=[9,7,7], i32[3]=[2,0,1]"},
                {"top_k(x f32[5]=[3,1,4,1,5], const k i32[1]=[2]) -> f32[2]=[5,4], i32[2]=[4,2]"},
                {"top_k(x f32[4,1]) {k=1, axis=1} -> f32[4,1], i32[4,1]"},
                {"top_k(x f32[4]=[2,5,5,1]) {k=2, lastOfEqual=true} -> f32[2]=[5,5], i32[2]=[2,1]"},
                {"top_k(x i32[4]=[2,1,5,1]) {operation=min, lastOfEqual=true} -> i32[1]=[1], i32[1]=[3]"},
            },
        .refused =
            {
                {"top_k(x f32[5], const k i32[]=[6])",
                 "k is 6, but axis 0 has 5 elements"},
                {"top_k(x f32[5], k i32[2])",
                 "the k (input 1) is 2, one element is needed"},
                {"top_k(x f32[5]) {k=6}",
                 "k is 6, but axis 0 has 5 elements"},
                {"top_k(x f32[5]) {k=0}",
                 "k is 0, but axis 0 has 5 elements"},
                {"top_k(x f32[5000]) {k=3841}",
                 "k is 3841, the limit is 3840"},
                {"top_k(x f32[5]) {k=1, axis=1}",
                 "axis 1 is outside rank 1"},
                {"top_k(x bool[5]) {k=1}",
                 "input 0 must be f32, got bool"},
            },
    };
}

}  // namespace planscope::layer_tests::top_k
