// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/lrn.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::lrn {

LayerSuite suite() {
    return {
        .kind = layers::lrn::kind,
        .tolerance = Tolerance::within(1e-5),
        .cases =
            {
                {"lrn(x f32[1,3,1]=[1,2,3]) {window=3, alpha=3, beta=1, k=1} -> "
                 "f32[1,3,1]=[0.16666667,0.13333333,0.21428572]", Tolerance::ulp(4)},
                {"lrn(x f32[2,8,5,5]) {window=5, alpha=0.0001, beta=0.75, k=1} -> f32[2,8,5,5]"},
                {"lrn(x f32[1,2,3,3]) {window=15, alpha=0.5, beta=0.5, k=2} -> f32[1,2,3,3]"},
                {"lrn(x f32[4,6]) {window=1, alpha=1} -> f32[4,6]"},
            },
        .refused =
            {
                {"lrn(x f32[1,8,5,5]) {window=4}",
                 "window is 4, an odd number from 1 to 15 is needed"},
                {"lrn(x f32[1,8,5,5]) {window=17}",
                 "window is 17, an odd number from 1 to 15 is needed"},
                {"lrn(x f32[1,8,5,5]) {beta=0}",
                 "beta is 0, which is outside [0.01, 100000]"},
                {"lrn(x f32[1,8,5,5]) {alpha=nan}",
                 "alpha is nan, which is outside [-1e+20, 1e+20]"},
                {"lrn(x f32[1,8,5,5]) {k=0}",
                 "k is 0, which is outside [1e-05, 10000000000]"},
                {"lrn(x f32[8])",
                 "lrn needs [N,C,...], got rank 1"},
                {"lrn(x i32[1,8])",
                 "input 0 must be f32, got i32"},
            },
    };
}

}  // namespace planscope::layer_tests::lrn
