// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/softmax.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::softmax {

LayerSuite suite() {
    return {
        .kind = layers::softmax::kind,
        .tolerance = Tolerance::ulp(8),
        .cases =
            {
                {"softmax(x f32[2,5]) {axis=1} -> f32[2,5]"},
                {"softmax(x f32[1,2]=[0,0]) {axis=1} -> f32[1,2]=[0.5,0.5]"},
                {"softmax(x f32[3]=[1000,0,-1000]) {axis=0} -> f32[3]=[1,0,0]"},
                {"softmax(x f32[2]=[1000,0]) {axis=0, log=true} -> f32[2]=[0,-1000]", Tolerance::within(4e-6)},
                {"softmax(x f32[3]=[0,0.6931472,1.0986123]) {axis=0} -> f32[3]=[0.16666667,0.33333334,0.5]", Tolerance::ulp(4)},
                {"softmax(x f32[1,3,4,4]) {axis=1} -> f32[1,3,4,4]"},
                {"softmax(x f32[2,3,1000]~[-10,10]) {axis=2} -> f32[2,3,1000]"},
                {"softmax(x f32[4,7]) {axis=0, log=true} -> f32[4,7]", Tolerance::within(4e-6)},
                {"softmax(x f32[5,1]) {axis=1} -> f32[5,1]=[1,1,1,1,1]"},
            },
        .refused =
            {
                {"softmax(x f32[2,5]) {axis=2}",
                 "axis 2 is outside rank 2"},
                {"softmax(x f32[2,5])",
                 "axis -1 is outside rank 2"},
                {"softmax(x f32[]) {axis=0}",
                 "axis 0 is outside rank 0"},
                {"softmax(x i32[2,5]) {axis=1}",
                 "input 0 must be f32, got i32"},
                {"softmax(x f32[2,5]) {axes=1}",
                 "softmax has no attribute 'axes'"},
            },
    };
}

}  // namespace planscope::layer_tests::softmax
