// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/deconvolution.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::deconvolution {

LayerSuite suite() {
    return {
        .kind = layers::deconvolution::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"deconvolution(x f32[1,1,2]=[1,2], const w f32[1,1,3]=[1,10,100]) -> f32[1,1,4]=[1,12,120,200]"},
                {"deconvolution(x f32[1,1,2]=[1,2], const w f32[1,1,2]=[1,10], const b f32[1]=[0.5]) {stride=[3]} "
                 "-> f32[1,1,5]=[1.5,10.5,0.5,2.5,20.5]"},
                {"deconvolution(x f32[1,1,2]=[1,2], const w f32[1,1,2]=[1,10]) {stride=[3], outputPadding=[1]} -> "
                 "f32[1,1,6]=[1,10,0,2,20,0]"},
                {"deconvolution(x f32[1,1,2]=[1,2], const w f32[1,1,3]=[1,10,100]) {prePadding=[1], "
                 "postPadding=[1]} -> f32[1,1,2]=[12,120]"},
                {"deconvolution(x f32[1,3,5,5], const w f32[3,4,3,3], const b f32[4]) {stride=[2,2], "
                 "prePadding=[1,1], postPadding=[1,1], outputPadding=[1,1]} -> f32[1,4,10,10]"},
                {"deconvolution(x f32[2,4,3,3], const w f32[4,3,2,2]) {stride=[2,2], groups=2} -> f32[2,6,6,6]"},
                {"deconvolution(x f32[1,4,6,6], const w f32[4,1,4,4], const b f32[4]) {stride=[2,2], groups=4, "
                 "prePadding=[1,1], postPadding=[1,1]} -> f32[1,4,12,12]"},
                {"deconvolution(x f32[1,2,4,4], const w f32[2,3,3,3]) {dilation=[2,1]} -> f32[1,3,8,6]"},
                {"deconvolution(x f32[1,2,3,3,3], const w f32[2,2,2,2,2]) {stride=[2,2,2]} -> f32[1,2,6,6,6]"},
                {"deconvolution(x f32[1,2,5,5], const w f32[2,3,3,3]) {stride=[2,2], paddingMode=same_upper} -> "
                 "f32[1,3,10,10]"},
                {"deconvolution(x f32[1,1,2]=[1,2], const w f32[1,1,3]=[1,10,100]) {stride=[2], "
                 "paddingMode=same_upper} -> f32[1,1,4]=[1,10,102,20]"},
                {"deconvolution(x f32[1,1,2]=[1,2], const w f32[1,1,3]=[1,10,100]) {stride=[2], "
                 "paddingMode=same_lower} -> f32[1,1,4]=[10,102,20,200]"},
                {"deconvolution(x f32[1,2,5,5], const w f32[2,3,1,1]) {stride=[3,3], paddingMode=same_lower} -> "
                 "f32[1,3,13,13]"},
            },
        .refused =
            {
                {"deconvolution(x f32[1,3,8,8], w f32[4,3,3,3])",
                 "the weights 4x3x3x3 are for 4 input channels, the input has 3"},
                {"deconvolution(x f32[1,3,8,8], w f32[3,4,3,3]) {groups=2}",
                 "groups 2 does not divide the 3 input channels"},
                {"deconvolution(x f32[1,4,8,8], w f32[4,3,3,3], b f32[3]) {groups=2}",
                 "the bias is 3, it must be 6"},
                {"deconvolution(x f32[1,1,2], w f32[1,1,3]) {prePadding=[2], postPadding=[2]}",
                 "a window of extent 3 does not fit spatial axis 0 of extent 2 with padding 2 and 2"},
                {"deconvolution(x f32[1,1,2], w f32[1,1,3]) {outputPadding=[-1]}",
                 "outputPadding holds -1, which is outside [0, 268435456]"},
                {"deconvolution(x f32[1,1,2], w f32[1,1,3]) {stride=[-1]}",
                 "stride holds -1, which is outside [1, 268435456]"},
                {"deconvolution(x f32[1,1,100], w f32[1,1,3]) {stride=[200000000]}",
                 "the output 1x1x19800000003 has 19800000003 elements, the limit is 2^31 - 1"},
            },
    };
}

}  // namespace planscope::layer_tests::deconvolution
