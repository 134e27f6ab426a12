// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/normalization.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::normalization {

LayerSuite suite() {
    return {
        .kind = layers::normalization::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"normalization(x f32[1,4]=[1,2,3,4]) {axes=2, epsilon=0} -> "
                 "f32[1,4]=[-1.3416408,-0.4472136,0.4472136,1.3416408]", Tolerance::ulp(4)},
                {"normalization(x f32[1,2]=[1,3], const s f32[2]=[2,3], const b f32[2]=[10,20]) {axes=2, epsilon=0} "
                 "-> f32[1,2]=[8,23]", Tolerance::ulp(4)},
                {"normalization(x f32[2,5,64], const s f32[64], const b f32[64]) {axes=4} -> f32[2,5,64]"},
                {"normalization(x f32[2,3,6,6], const s f32[1,3,1,1], const b f32[1,3,1,1]) {axes=12} -> f32[2,3,6,6]"},
                {"normalization(x f32[2,8,5,5]) {axes=12, groups=4, epsilon=0.001} -> f32[2,8,5,5]"},
                {"normalization(x f32[2,3,4], const s f32[3,4]) {axes=6} -> f32[2,3,4]"},
                {"normalization(x f32[1,2]=[1,7]) {axes=2, epsilon=0, centered=false} -> f32[1,2]=[0.2,1.4]", Tolerance::ulp(4)},
                {"normalization(x f32[3,4,65], const s f32[65]) {axes=4, centered=false} -> f32[3,4,65]"},
                {"normalization(x f32[2,8,5,5], const s f32[1,8,1,1]) {axes=12, groups=4, centered=false} -> f32[2,8,5,5]"},
            },
        .refused =
            {
                {"normalization(x f32[2,3])",
                 "axes is 0: at least one axis is needed"},
                {"normalization(x f32[2,3]) {axes=4}",
                 "axes 0x4 names an axis outside rank 2"},
                {"normalization(x f32[2,3]) {axes=2, epsilon=-1}",
                 "epsilon is -1, it must not be negative"},
                {"normalization(x f32[2,3]) {axes=2, groups=0}",
                 "groups is 0, at least 1 is needed"},
                {"normalization(x f32[2,3]) {axes=2, groups=3}",
                 "groups need [N,C] and spatial axes, got rank 2"},
                {"normalization(x f32[2,5,4]) {axes=4, groups=2}",
                 "groups 2 does not divide the 5 channels"},
                {"normalization(x f32[2,4,4]) {axes=6, groups=2}",
                 "axes is 0x6, with groups it must name every axis after 1 (0x4)"},
                {"normalization(x f32[2,3], s f32[4]) {axes=2}",
                 "input 1 (4) does not broadcast to 2x3"},
                {"normalization(x f32[3], s f32[2,3]) {axes=1}",
                 "input 1 (2x3) does not broadcast to 3"},
            },
    };
}

}  // namespace planscope::layer_tests::normalization
