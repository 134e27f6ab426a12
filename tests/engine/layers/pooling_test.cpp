// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pooling.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::pooling {

LayerSuite suite() {
    return {
        .kind = layers::pooling::kind,
        .tolerance = Tolerance::ulp(16),
        .cases =
            {
                {"pooling(x f32[1,1,4]=[1,3,2,4]) {kind=max, window=[2], stride=[2]} -> f32[1,1,2]=[3,4]"},
                {"pooling(x f32[1,1,4]=[1,3,2,4]) {kind=average, window=[2], stride=[2]} -> f32[1,1,2]=[2,3]"},
                {"pooling(x f32[1,1,2]=[2,4]) {kind=average, window=[3], prePadding=[1], postPadding=[1]} -> "
                 "f32[1,1,2]=[3,3]"},
                {"pooling(x f32[1,1,2]=[3,6]) {kind=average, window=[3], prePadding=[1], postPadding=[1], "
                 "averageCountExcludesPadding=false} -> f32[1,1,2]=[3,3]"},
                {"pooling(x f32[1,1,3]=[2,4,9]) {kind=average, window=[2], prePadding=[1], "
                 "averageCountExcludesPadding=false} -> f32[1,1,3]=[1,3,6.5]"},
                {"pooling(x f32[1,1,2]=[2,4]) {kind=max_average_blend, window=[2], blendFactor=0.25} -> "
                 "f32[1,1,1]=[3.75]"},
                {"pooling(x f32[1,1,3]=[-1,-2,-3]) {kind=max, window=[3], prePadding=[1], postPadding=[1]} -> "
                 "f32[1,1,3]=[-1,-1,-2]"},
                {"pooling(x f32[1,1,5]=[1,2,3,4,5]) {kind=max, window=[2], stride=[2], "
                 "paddingMode=explicit_round_up} -> f32[1,1,3]=[2,4,5]"},
                {"pooling(x f32[1,1,5]=[1,2,3,4,5]) {kind=average, window=[2], stride=[2], "
                 "paddingMode=explicit_round_up} -> f32[1,1,3]=[1.5,3.5,5]"},
                {"pooling(x f32[2,3,9,9]) {kind=max, window=[3,3], stride=[2,2], prePadding=[1,1], "
                 "postPadding=[1,1]} -> f32[2,3,5,5]"},
                {"pooling(x f32[2,3,9,9]) {kind=average, window=[3,3], stride=[2,2], prePadding=[1,0], "
                 "postPadding=[1,2]} -> f32[2,3,5,5]"},
                {"pooling(x f32[1,16,7,7]) {kind=average, window=[7,7]} -> f32[1,16,1,1]"},
                {"pooling(x f32[1,2,6,6,6]) {kind=max, window=[2,3,2], stride=[2,1,2]} -> f32[1,2,3,4,3]"},
                {"pooling(x f32[1,4,10,10]) {kind=max, window=[3,3], stride=[2,2], paddingMode=same_upper} -> "
                 "f32[1,4,5,5]"},
                {"pooling(x f32[1,4,10,10]) {kind=average, window=[3,3], stride=[2,2], paddingMode=same_lower} -> "
                 "f32[1,4,5,5]"},
                {"pooling(x f32[1,1,4]=[1,2,3,4]) {kind=max, window=[2], stride=[3], prePadding=[1], "
                 "paddingMode=caffe_round_up} -> f32[1,1,2]=[1,4]"},
                {"pooling(x f32[1,1,4]=[1,2,3,4]) {kind=max, window=[3], stride=[2], prePadding=[1], "
                 "paddingMode=caffe_round_down} -> f32[1,1,2]=[2,4]"},
                // Elements 0, 2 and 1, 3, then 2, 4; padding before and behind counts where it is asked for
                {"pooling(x f32[1,1,5]=[5,1,2,4,3]) {kind=max, window=[2], dilation=[2]} -> f32[1,1,3]=[5,4,3]"},
                {"pooling(x f32[1,1,3]=[2,4,6]) {kind=average, window=[2], dilation=[2], prePadding=[1], "
                 "postPadding=[1], averageCountExcludesPadding=false} -> f32[1,1,3]=[2,4,2]"},
                {"pooling(x f32[1,1,3]=[2,4,6]) {kind=average, window=[2], dilation=[2], prePadding=[1], "
                 "postPadding=[1]} -> f32[1,1,3]=[4,4,4]"},
                {"pooling(x f32[2,3,9,8]) {kind=max, window=[3,2], stride=[2,1], dilation=[2,3], prePadding=[1,0], "
                 "postPadding=[2,1]} -> f32[2,3,4,6]"},
                // The first of equal elements; the second plane counts on
                {"pooling(x f32[1,2,2,2]=[1,3,3,2,7,7,7,8]) {kind=max, window=[2,2], indices=row_major} -> "
                 "f32[1,2,1,1]=[3,8], i32[1,2,1,1]=[1,7]"},
                {"pooling(x f32[1,1,2,2]=[1,3,2,2]) {kind=max, window=[2,1], indices=column_major} -> "
                 "f32[1,1,1,2]=[2,3], i32[1,1,1,2]=[1,2]"},
                {"pooling(x f32[1,2,5,6]) {kind=max, window=[3,3], stride=[2,2], prePadding=[1,1], postPadding=[1,1], "
                 "indices=row_major} -> f32[1,2,3,3], i32[1,2,3,3]"},
                {"pooling(x f32[1,8,6,6]) {kind=max, window=[2,2], stride=[2,2]} then \"relu(i0)\" -> f32[1,8,3,3]"},
                {"pooling(x i8[1,1,4]=[-128,-5,-7,3]) {kind=max, window=[2], stride=[2]} -> i8[1,1,2]=[-5,3]"},
                {"pooling(x u8[2,35,9,11] ~[0,255]) {kind=max, window=[3,3], stride=[2,2], prePadding=[1,1], postPadding=[1,1]} -> "
                 "u8[2,35,5,6]"},
                {"pooling(x i8[1,32,8,8] ~[-128,127]) {kind=max, window=[2,2], stride=[2,2]} -> i8[1,32,4,4]"},
            },
        .refused =
            {
                {"pooling(x f32[1,3,8,8]) {window=[2]}",
                 "the window has 1 axes, the input has 2 spatial axes"},
                {"pooling(x f32[1,3,8,8])",
                 "the window has 0 axes, the input has 2 spatial axes"},
                {"pooling(x f32[1,3,8,8]) {window=[0,2]}",
                 "window holds 0, which is outside [1, 268435456]"},
                {"pooling(x f32[1,3,8,8]) {window=[65536,65536], prePadding=[65536,65536]}",
                 "the shape 65536x65536 has more than 2^31 - 1 elements"},
                {"pooling(x f32[1,3,8,8]) {window=[9,9]}",
                 "a window of extent 9 does not fit spatial axis 0 of extent 8 with padding 0 and 0"},
                {"pooling(x f32[1,3,8,8]) {window=[2,2], stride=[0,0]}",
                 "stride holds 0, which is outside [1, 268435456]"},
                {"pooling(x f32[1,3,8,8]) {window=[2,2], blendFactor=1.5}",
                 "blendFactor is 1.5, which is outside [0, 1]"},
                {"pooling(x f32[1,3,8,8]) {window=[2,2], kind=average, indices=row_major}",
                 "indices are those of maxima, the kind is average"},
                {"pooling(x f32[1,3,8,8]) {window=[2,2], dilation=[8,1]}",
                 "a window of extent 9 does not fit spatial axis 0 of extent 8 with padding 0 and 0"},
                {"pooling(x f32[3,8]) {window=[2]}",
                 "pooling needs [N,C] and one to three spatial axes, got rank 2"},
                {"pooling(x i32[1,3,8]) {window=[2]}",
                 "input 0 must be f32, got i32"},
                {"pooling(x i8[1,1,4,4]) {kind=average, window=[2,2]}", "of i8 values only maxima can be taken, without indices"},
            },
    };
}

}  // namespace planscope::layer_tests::pooling
