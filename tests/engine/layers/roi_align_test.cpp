// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/roi_align.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::roi_align {

LayerSuite suite() {
    return {
        .kind = layers::roi_align::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                // The whole of a 2 x 2 image: one sample in its middle
                {"roi_align(x f32[1,1,2,2]=[1,2,3,4], b f32[1,4]=[0,0,2,2], i i32[1]=[0]) {samplingRatio=1} -> "
                 "f32[1,1,1,1]=[2.5]"},
                // Samples at 0, 0 ... 1, 1 are the elements themselves
                {"roi_align(x f32[1,1,2,2]=[1,2,3,4], b f32[1,4]=[0,0,2,2], i i32[1]=[0]) {outputHeight=2, "
                 "outputWidth=2, samplingRatio=1} -> f32[1,1,2,2]=[1,2,3,4]"},
                {"roi_align(x f32[1,1,2,2]=[1,2,3,4], b f32[1,4]=[0,0,2,2], i i32[1]=[0]) {mode=max} -> "
                 "f32[1,1,1,1]=[4]"},
                // Without half pixels the sample at 0.5, 0.5 is the middle, and a box without a size is one element large
                {"roi_align(x f32[1,1,2,2]=[1,2,3,4], b f32[1,4]=[0,0,0,0], i i32[1]=[0]) {halfPixel=false} -> "
                 "f32[1,1,1,1]=[2.5]"},
                // Boxes at twice the scale; the second image
                {"roi_align(x f32[2,1,1,2]=[1,2,5,7], b f32[1,4]=[0,0,4,2], i i32[1]=[1]) {spatialScale=0.5, "
                 "outputWidth=2} -> f32[1,1,1,2]=[5,7]"},
                // Far outside reads 0
                {"roi_align(x f32[1,1,2,2]=[1,2,3,4], b f32[1,4]=[9,9,11,11], i i32[1]=[0]) -> f32[1,1,1,1]=[0]"},
                {"roi_align(x f32[2,3,9,7], b f32[5,4]~[0,7], const i i32[5]=[0,1,1,0,1]) {outputHeight=3, "
                 "outputWidth=2, samplingRatio=2} -> f32[5,3,3,2]"},
                {"roi_align(x f32[2,3,9,7], b f32[5,4]~[-2,9], const i i32[5]=[0,1,1,0,1]) {mode=max, outputHeight=2, "
                 "outputWidth=2, halfPixel=false} -> f32[5,3,2,2]"},
                {"roi_align(x f32[1,1,2,2], b f32[0,4], i i32[0]) -> f32[0,1,1,1]"},
            },
        .refused =
            {
                {"roi_align(x f32[1,1,2,2], b f32[1,4])", "roi_align takes 3 inputs, got 2"},
                {"roi_align(x i32[1,1,2,2], b f32[1,4], i i32[1])", "input 0 must be f32, got i32"},
                {"roi_align(x f32[1,1,2,2], b i32[1,4], i i32[1])", "input 1 must be f32, got i32"},
                {"roi_align(x f32[1,1,2,2], b f32[1,4], i f32[1])", "input 2 must be i32, got f32"},
                {"roi_align(x f32[1,2,2], b f32[1,4], i i32[1])", "the data 1x2x2 must have rank 4"},
                {"roi_align(x f32[1,1,0,2], b f32[1,4], i i32[1])", "the data 1x1x0x2 has no elements to sample"},
                {"roi_align(x f32[1,1,2,2], b f32[1,5], i i32[1])", "the boxes are 1x5, expected any number by 4"},
                {"roi_align(x f32[1,1,2,2], b f32[1,4], i i32[2])",
                 "the images of the boxes are 2, expected one for each of 1"},
                {"roi_align(x f32[1,1,2,2], b f32[1,4], i i32[1]) {mode=max_average_blend}",
                 "mode is max_average_blend; max and average are possible"},
                {"roi_align(x f32[1,1,2,2], b f32[1,4], i i32[1]) {outputWidth=0}", "boxes of 1x0 cells are not possible"},
                {"roi_align(x f32[1,1,2,2], b f32[1,4], i i32[1]) {samplingRatio=-1}",
                 "samplingRatio is -1, which is outside [0, 4096]"},
                {"roi_align(x f32[1,1,2,2], b f32[1,4], i i32[1]) {spatialScale=0}",
                 "spatialScale is 0, it must be greater than 0"},
            },
    };
}

}  // namespace planscope::layer_tests::roi_align
