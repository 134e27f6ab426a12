// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::convolution {

LayerSuite suite() {
    return {
        .kind = layers::convolution::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"convolution(x f32[1,1,3,3]=[1,2,3,4,5,6,7,8,9], const w f32[1,1,2,2]=[1,0,0,1]) -> "
                 "f32[1,1,2,2]=[6,8,12,14]"},
                {"convolution(x f32[1,1,3]=[1,2,3], const w f32[1,1,2]=[1,-1], const b f32[1]=[10]) -> "
                 "f32[1,1,2]=[9,9]"},
                {"convolution(x f32[1,1,3,3]=[1,2,3,4,5,6,7,8,9], const w f32[1,1,3,3]=[1,1,1,1,1,1,1,1,1]) "
                 "{prePadding=[1,1], postPadding=[1,1], stride=[2,2]} -> f32[1,1,2,2]=[12,16,24,28]"},
                {"convolution(x f32[1,3,8,8], const w f32[4,3,3,3]) {stride=[2,2]} -> f32[1,4,3,3]"},
                {"convolution(x f32[2,3,9,7], const w f32[8,3,3,3], const b f32[8]) {prePadding=[1,1], "
                 "postPadding=[1,1]} -> f32[2,8,9,7]"},
                {"convolution(x f32[1,16,6,6], const w f32[16,16,1,1], const b f32[16]) -> f32[1,16,6,6]"},
                {"convolution(x f32[1,8,10,10], const w f32[8,1,3,3]) {groups=8, prePadding=[1,1], "
                 "postPadding=[1,1]} -> f32[1,8,10,10]"},
                {"convolution(x f32[1,8,7,7], const w f32[16,1,5,5], const b f32[16]) {groups=8, stride=[2,2], "
                 "prePadding=[2,2], postPadding=[2,2]} -> f32[1,16,4,4]"},
                {"convolution(x f32[1,6,9,9], const w f32[4,3,3,3]) {groups=2, dilation=[2,2]} -> f32[1,4,5,5]"},
                {"convolution(x f32[1,3,16], const w f32[5,3,4]) {stride=[3], prePadding=[0], postPadding=[2]} -> "
                 "f32[1,5,5]"},
                {"convolution(x f32[1,2,4,5,6], const w f32[3,2,2,3,3], const b f32[3]) {prePadding=[0,1,1], "
                 "postPadding=[1,1,1]} -> f32[1,3,4,5,6]"},
                {"convolution(x f32[1,3,10,10], const w f32[4,3,4,4]) {stride=[3,3], paddingMode=same_upper} -> "
                 "f32[1,4,4,4]"},
                {"convolution(x f32[1,1,4]=[1,2,3,4], const w f32[1,1,2]=[1,1]) {paddingMode=same_upper} -> "
                 "f32[1,1,4]=[3,5,7,4]"},
                {"convolution(x f32[1,1,4]=[1,2,3,4], const w f32[1,1,2]=[1,1]) {paddingMode=same_lower} -> "
                 "f32[1,1,4]=[1,3,5,7]"},
                {"convolution(x f32[1,2,6,6], const w f32[3,2,3,3]) {stride=[2,2], paddingMode=explicit_round_up} "
                 "-> f32[1,3,3,3]"},
                {"convolution(x f32[1,2,6,6], const w f32[3,2,3,3]) {stride=[2,2], prePadding=[1,1], "
                 "paddingMode=caffe_round_up} -> f32[1,3,4,4]"},
                {"convolution(x f32[1,2,6,6], const w f32[3,2,3,3]) {stride=[2,2], prePadding=[1,1], "
                 "paddingMode=caffe_round_down} -> f32[1,3,3,3]"},
                {"convolution(x f32[1,4,5,5], w f32[2,4,3,3]) -> f32[1,2,3,3]"},
                {"convolution(x f32[0,4,5,5], const w f32[2,4,3,3]) -> f32[0,2,3,3]"},
                {"convolution(x f32[1,32,14,14], const w f32[64,32,3,3], const b f32[64]) {prePadding=[1,1], "
                 "postPadding=[1,1]} then \"relu(i0)\" -> f32[1,64,14,14]"},
                {"convolution(x f32[1,8,6,6], const w f32[8,8,3,3], const b f32[8]; z f32[1,8,6,6]) "
                 "{prePadding=[1,1], postPadding=[1,1]} then \"relu(sum(i0, i1))\" -> f32[1,8,6,6]"},
                {"convolution(x f32[1,8,6,6], const w f32[8,8,1,1]; const s f32[8,1,1], const t f32[8,1,1]) then "
                 "\"clip(sum(prod(i0, i1), i2), alpha=0, beta=6)\" -> f32[1,8,6,6]"},
                {"convolution(x u8[1,1,3,3]=[255,255,255,255,255,255,255,255,255], const w i8[1,1,3,3]=[127,127,127,127,127,127,"
                 "127,127,-128]) -> i32[1,1,1,1]=[226440]"},
                {"convolution(x i8[1,1,3]=[-128,5,7], const w i8[1,1,2]=[-128,2]) {inputZeroPoint=-3, prePadding=[1]} -> "
                 "i32[1,1,3]=[-250,16016,-1004]"},
                {"convolution(x u8[1,64,5,5] ~[250,255], const w i8[16,64,3,3] ~[125,127]) {prePadding=[1,1], postPadding=[1,1]} -> "
                 "i32[1,16,5,5]"},
                {"convolution(x i8[1,64,5,5] ~[-128,-120], const w i8[19,64,3,3] ~[-128,-125]) -> i32[1,19,3,3]"},
                {"convolution(x u8[2,70,9,21] ~[0,255], const w i8[37,70,1,1] ~[-128,127]) {inputZeroPoint=131} -> i32[2,37,9,21]"},
                {"convolution(x u8[1,3,23,40] ~[0,255], const w i8[20,3,7,7] ~[-128,127]) {inputZeroPoint=114, stride=[2,2], "
                 "prePadding=[3,3], postPadding=[3,3]} -> i32[1,20,12,20]"},
                {"convolution(x i8[1,16,9,9] ~[-128,127], const w i8[8,4,3,2] ~[-128,127]) {groups=4, dilation=[2,3], stride=[1,2], "
                 "prePadding=[0,1], inputZeroPoint=5} -> i32[1,8,5,4]"},
                {"convolution(x u8[1,35,11,19] ~[0,255], const w i8[35,1,3,3] ~[-128,127]) {groups=35, prePadding=[1,1], "
                 "postPadding=[1,1], inputZeroPoint=128} -> i32[1,35,11,19]"},
                {"convolution(x i8[1,32,11,19] ~[-128,127], const w i8[32,1,5,5] ~[-128,127]) {groups=32, prePadding=[2,2], "
                 "postPadding=[2,2], stride=[2,2]} -> i32[1,32,6,10]"},
                {"convolution(x i8[1,5,17] ~[-128,127], const w i8[6,5,3] ~[-128,127]) -> i32[1,6,15]"},
                {"convolution(x i8[1,4,5,6,7] ~[-128,127], const w i8[6,4,2,3,3] ~[-128,127]) -> i32[1,6,4,4,5]"},
                {"convolution(x i8[1,32,8,8] ~[-128,127], const w i8[48,32,3,3] ~[-128,127]; const s f32[1,48,1,1] ~[0.001,0.002], "
                 "const b f32[1,48,1,1]) {prePadding=[1,1], postPadding=[1,1]} then \"cast(round(div(relu(sum(prod(cast(i0:i32, f32), "
                 "i1), i2)), 0.37)), i8)\" -> i8[1,48,8,8]",
                 Tolerance::exact()},
                {"convolution(x u8[1,33,8,8] ~[0,255], const w i8[31,33,1,1] ~[-128,127]; const s f32[1,31,1,1] ~[0.001,0.002], "
                 "const b f32[1,31,1,1], r u8[1,31,8,8] ~[0,255]) {inputZeroPoint=120} then \"cast(sum(cast(round(clip(div("
                 "sum(sum(prod(cast(i0:i32, f32), i1), i2), prod(sub(cast(i3:u8, f32), 117), 0.0313)), 0.171), alpha=-117, beta=138)), i32), "
                 "constant(117, i32)), u8)\" -> u8[1,31,8,8]",
                 Tolerance::exact()},
                {"convolution(x u8[1,32,8,8] ~[0,255], const w i8[32,1,3,3] ~[-128,127]; const s f32[1,32,1,1] ~[0.001,0.002], "
                 "const b f32[1,32,1,1]) {groups=32, inputZeroPoint=3, prePadding=[1,1], postPadding=[1,1]} then \"cast(round(div(clip("
                 "sum(prod(cast(i0:i32, f32), i1), i2), alpha=0, beta=6), 0.0235)), u8)\" -> u8[1,32,8,8]",
                 Tolerance::exact()},
                {"convolution(x u8[1,16,8,8] ~[0,255], const w i8[16,16,1,1] ~[-128,127]; const b f32[1,16,1,1]) then "
                 "\"sum(prod(cast(i0:i32, f32), 0.0078125), i1)\" -> f32[1,16,8,8]",
                 Tolerance::exact()},
            },
        .refused =
            {
                {"convolution(x f32[1,3,8,8])",
                 "convolution takes 2 to 3 inputs, got 1"},
                {"convolution(x f32[3,8], w f32[4,3])",
                 "convolution needs [N,C] and one to three spatial axes, got rank 2"},
                {"convolution(x f32[1,1,2,2,2,2], w f32[1,1,1,1,1,1])",
                 "convolution needs [N,C] and one to three spatial axes, got rank 6"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3])",
                 "the weights 4x3x3 have rank 3, the input has rank 4"},
                {"convolution(x f32[1,3,8,8], w f32[4,2,3,3])",
                 "the weights 4x2x3x3 are for 2 input channels in 1 groups, the input has 3"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {groups=2}",
                 "groups 2 does not divide the 3 input channels"},
                {"convolution(x f32[1,4,8,8], w f32[3,2,3,3]) {groups=2}",
                 "groups 2 does not divide the 3 output channels"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {groups=0}",
                 "groups is 0, at least 1 is needed"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {groups=-1}",
                 "groups is -1, at least 1 is needed"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {stride=[0,1]}",
                 "stride holds 0, which is outside [1, 268435456]"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {stride=[1,1,1]}",
                 "stride has 3 entries, expected 2"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {dilation=[1,-2]}",
                 "dilation holds -2, which is outside [1, 268435456]"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {dilation=[4000000000,1]}",
                 "dilation holds 4000000000, which is outside [1, 268435456]"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {prePadding=[-1,0]}",
                 "prePadding holds -1, which is outside [0, 268435456]"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {postPadding=[0]}",
                 "postPadding has 1 entries, expected 2"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,9,3]) {prePadding=[0,1]}",
                 "a window of extent 9 does not fit spatial axis 0 of extent 8 with padding 0 and 0"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,0,3])",
                 "window holds 0, which is outside [1, 268435456]"},
                {"convolution(x f32[1,0,8,8], w f32[4,0,3,3])",
                 "input 1x0x8x8 and weights 4x0x3x3 need at least one channel"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3], b f32[3])",
                 "the bias is 3, it must be 4"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3], b f32[1,4])",
                 "the bias is 1x4, it must be 4"},
                {"convolution(x f32[1,3,8,8], w i32[4,3,3,3])",
                 "input 1 must be f32, got i32"},
                {"convolution(x f16[1,3,8,8], w f16[4,3,3,3])",
                 "input 0 is f16, which convolution does not handle yet"},
                {"convolution(x i8[1,3,8,8], w u8[4,3,3,3])", "input 1 must be i8, got u8"},
                {"convolution(x i8[1,3,8,8], w i8[4,3,3,3], b f32[4])", "sums of integers take no bias, there are 3 inputs"},
                {"convolution(x u8[1,3,8,8], w i8[4,3,3,3]) {inputZeroPoint=-1}",
                 "inputZeroPoint is -1, an element of u8 cannot be that"},
                {"convolution(x f32[1,3,8,8], w f32[4,3,3,3]) {inputZeroPoint=1}",
                 "inputZeroPoint is 1, values of f32 have none"},
                {"convolution(x f32[1,1,8,8], w f32[1,1,1,1]) {prePadding=[200000000,200000000]}",
                 "the output 1x1x200000008x200000008 has 40000003200000064 elements, the limit is 2^31 - 1"},
            },
    };
}

}  // namespace planscope::layer_tests::convolution
