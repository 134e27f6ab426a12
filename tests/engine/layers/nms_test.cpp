// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/nms.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::nms {

LayerSuite suite() {
    return {
        .kind = layers::nms::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                // Two clusters of boxes and one alone; the second of each cluster is covered.
                {"nms(b f32[1,6,4]=[0,0,1,1, 0,0.1,1,1.1, 0,-0.1,1,0.9, 0,10,1,11, 0,10.1,1,11.1, 0,100,1,101], "
                 "s f32[1,6,1]=[0.9,0.75,0.6,0.95,0.5,0.3]) {maxPerClass=3, overlap=0.5} -> "
                 "i32[3,3]=[0,0,3,0,0,0,0,0,5], i32[]=[3], i32[2]=[3,3]"},
                // The same boxes as centres and extents.
                {"nms(b f32[1,6,4]=[0.5,0.5,1,1, 0.5,0.6,1,1, 0.5,0.4,1,1, 0.5,10.5,1,1, 0.5,10.6,1,1, 0.5,100.5,1,1], "
                 "s f32[1,6,1]=[0.9,0.75,0.6,0.95,0.5,0.3], const m i32[]=[3], const o f32[]=[0.5], const t f32[]=[0.4]) "
                 "{format=center_sizes} -> i32[2,3]=[0,0,3,0,0,0], i32[]=[2], i32[2]=[2,3]"},
                // Corners in any order; equal scores go to the earlier box.
                {"nms(b f32[1,3,4]=[1,1,0,0, 0,0,1,1, 5,5,4,4], s f32[1,3,1]=[0.5,0.5,0.5]) {maxPerClass=2} -> "
                 "i32[2,3]=[0,0,0,0,0,2], i32[]=[2], i32[2]=[2,3]"},
                // Two batch entries and two classes: no box of one covers one of another.
                {"nms(b f32[2,1,4]=[0,0,1,1,0,0,1,1], s f32[2,1,2]=[0.1,0.2,0.3,0.4]) {maxPerClass=9} -> "
                 "i32[4,3]=[0,0,0,0,1,0,1,0,0,1,1,0], i32[]=[4], i32[2]=[4,3]"},
                // Boxes of their own per class.
                {"nms(b f32[1,2,2,4]=[0,0,1,1, 0,0,1,1, 0,0,1,1, 5,5,6,6], s f32[1,2,2]=[0.9,0.8,0.7,0.6]) "
                 "{maxPerClass=2, overlap=0.5} -> i32[3,3]=[0,0,0,0,1,0,0,1,1], i32[]=[3], i32[2]=[3,3]"},
                {"nms(b f32[1,3,4]=[0,0,1,1,2,2,3,3,4,4,5,5], s f32[1,3,1]=[0.1,0.9,0.5]) {maxPerClass=3, topKBoxLimit=2} "
                 "-> i32[2,3]=[0,0,1,0,0,2], i32[]=[2], i32[2]=[2,3]"},
                {"nms(b f32[1,2,4], s f32[1,2,1]~[-1,-0.5]) {maxPerClass=2} -> i32[0,3]=[], i32[]=[0], i32[2]=[0,3]"},
                {"nms(b f32[1,2,4]=[0,0,1,1,5,5,6,6], s f32[1,2,1]~[-1,-0.5]) {maxPerClass=1, score=-inf, overlap=1} -> "
                 "i32[1,3], i32[]=[1], i32[2]=[1,3]"},
                {"nms(b f32[1,2,4], s f32[1,2,1]) -> i32[0,3]=[], i32[]=[0], i32[2]=[0,3]"},
                {"nms(b f32[2,40,4]~[0,8], s f32[2,40,3]~[0.1,1], m i32[1]=[7]) {overlap=1} -> "
                 "i32[42,3], i32[]=[42], i32[2]=[42,3]"},
            },
        .refused =
            {
                {"nms(b f32[1,2,4])", "nms takes 2 to 5 inputs, got 1"},
                {"nms(b f32[1,2,4], s f32[1,2])", "the scores are 1x2, batch by boxes by classes is needed"},
                {"nms(b f32[1,3,4], s f32[1,2,1])", "the boxes are 1x3x4, 1x2x4 is expected for scores 1x2x1"},
                {"nms(b f32[1,2,3,4], s f32[1,2,1])", "the boxes are 1x2x3x4, 1x2x1x4 is expected for scores 1x2x1"},
                {"nms(b f32[1,2,4], s f32[1,2,1]) {overlap=1.5}", "overlap is 1.5, which is outside [0, 1]"},
                {"nms(b f32[1,2,4], s f32[1,2,1]) {score=nan}", "score is nan, a number is needed"},
                {"nms(b f32[1,2,4], s f32[1,2,1]) {topKBoxLimit=0}", "topKBoxLimit is 0, at least 1 is needed"},
                {"nms(b f32[1,2,4], s f32[1,2,1], m i32[2])",
                 "the number of boxes per class (input 2) is 2, one element is needed"},
                {"nms(b f32[1,2,4], s f32[1,2,1], m i32[], o f32[2])", "the overlap (input 3) is 2, one element is needed"},
                {"nms(b i32[1,2,4], s f32[1,2,1])", "input 0 must be f32, got i32"},
            },
    };
}

}  // namespace planscope::layer_tests::nms
