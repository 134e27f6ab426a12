// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/grid_sample.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::grid_sample {

LayerSuite suite() {
    return {
        .kind = layers::grid_sample::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                // The middle of four elements; the centres of the corner elements
                {"grid_sample(x f32[1,1,2,2]=[1,2,3,4], g f32[1,1,1,2]=[0,0]) -> f32[1,1,1,1]=[2.5]"},
                {"grid_sample(x f32[1,1,2,2]=[1,2,3,4], g f32[1,1,2,2]=[-1,-1,1,1]) {alignCorners=true} -> "
                 "f32[1,1,1,2]=[1,4]"},
                // Edges of the border elements: a quarter of each corner lies inside
                {"grid_sample(x f32[1,1,2,2]=[1,2,3,4], g f32[1,1,2,2]=[-1,-1,1,1]) -> f32[1,1,1,2]=[0.25,1]"},
                {"grid_sample(x f32[1,1,2,2]=[1,2,3,4], g f32[1,1,2,2]=[-1,-1,1,1]) {sampleMode=clamp} -> "
                 "f32[1,1,1,2]=[1,4]"},
                // x = 1.25 columns, y = 0
                {"grid_sample(x f32[1,1,1,3]=[1,2,4], g f32[1,1,1,2]=[0.25,0]) {alignCorners=true} -> "
                 "f32[1,1,1,1]=[2.5]"},
                // Mirrored at the centres: columns -1 and 3 read 1 and 1; at the edges: -1 and 5 read 0 and 2
                {"grid_sample(x f32[1,1,1,3]=[1,2,4], g f32[1,1,2,2]=[-2,0,2,0]) {sampleMode=reflect, "
                 "alignCorners=true} -> f32[1,1,1,2]=[2,2]"},
                {"grid_sample(x f32[1,1,1,4]=[1,2,4,8], g f32[1,1,2,2]=[-1.25,0,1.75,0]) {sampleMode=reflect} -> "
                 "f32[1,1,1,2]=[1,4]"},
                // Columns 0.5 and 1.5 round to even
                {"grid_sample(x f32[1,1,1,3]=[1,2,4], g f32[1,1,2,2]=[-0.5,0,0.5,0]) {mode=nearest, "
                 "alignCorners=true} -> f32[1,1,1,2]=[1,4]"},
                {"grid_sample(x f32[1,1,1,3]=[1,2,4], g f32[1,1,2,2]=[-3,0,0,9]) {mode=nearest} -> "
                 "f32[1,1,1,2]=[0,0]"},
                // Halfway: weights -3/32, 19/32, 19/32, -3/32 of columns 0 to 3, all of row 0
                {"grid_sample(x f32[1,1,1,4]=[1,2,4,8], g f32[1,1,1,2]=[0,0]) {mode=cubic} -> "
                 "f32[1,1,1,1]=[2.71875]"},
                // Column -0.5 reads columns 0, 0, 0 and 1
                {"grid_sample(x f32[1,1,1,4]=[1,2,4,8], g f32[1,1,1,2]=[-1,0]) {mode=cubic, sampleMode=clamp} -> "
                 "f32[1,1,1,1]=[0.90625]"},
                {"grid_sample(x f32[2,3,5,7], g f32[2,4,3,2]~[-2,2]) -> f32[2,3,4,3]"},
                {"grid_sample(x f32[2,3,5,7], g f32[2,4,3,2]~[-3,3]) {mode=cubic, sampleMode=reflect} -> "
                 "f32[2,3,4,3]"},
                {"grid_sample(x f32[1,2,1,1], g f32[1,2,2,2]~[-3,3]) {mode=cubic, sampleMode=reflect, "
                 "alignCorners=true} -> f32[1,2,2,2]"},
            },
        .refused =
            {
                {"grid_sample(x f32[1,1,2,2])",
                 "grid_sample takes 2 inputs, got 1"},
                {"grid_sample(x i32[1,1,2,2], g f32[1,1,1,2])",
                 "input 0 must be f32, got i32"},
                {"grid_sample(x f32[1,1,2,2], g i32[1,1,1,2])",
                 "input 1 must be f32, got i32"},
                {"grid_sample(x f32[1,1,2,2], g f32[1,1,1,2]) {sampleMode=wrap}",
                 "sampleMode is wrap; fill, clamp and reflect are possible"},
                {"grid_sample(x f32[1,1,2,2,2], g f32[1,1,1,1,3])",
                 "the data 1x1x2x2x2 must have rank 4"},
                {"grid_sample(x f32[1,1,2,2], g f32[2,1,1,2])",
                 "the grid is 2x1x1x2, expected 1 by any two extents by 2"},
                {"grid_sample(x f32[1,1,0,2], g f32[1,1,1,2])",
                 "the data 1x1x0x2 has no elements to sample"},
            },
    };
}

}  // namespace planscope::layer_tests::grid_sample
