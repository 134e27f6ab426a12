// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/attention.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::attention {

LayerSuite suite() {
    return {
        .kind = layers::attention::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"attention(q f32[1,2]=[0,0], k f32[2,2]=[1,2,3,4], v f32[2,1]=[2,4]) -> f32[1,1]=[3]"},
                {"attention(q f32[1,1]=[1], k f32[2,1]=[1,1], v f32[2,1]=[5,7], m f32[2]=[0,-inf]) -> f32[1,1]=[5]"},
                {"attention(q f32[2,3,5,4], k f32[2,3,7,4], v f32[2,3,7,6]) {scale=0.5} -> f32[2,3,5,6]"},
                {"attention(q f32[2,3,50,16], k f32[2,3,16,49], v f32[2,3,49,16], m f32[1,3,50,49]) "
                 "{scale=0.25, keyAxes=[0,1,3,2]} -> f32[2,3,50,16]"},
                {"attention(q f32[2,9,3,8], k f32[2,65,3,8], v f32[2,65,3,33], m f32[2,1,1,65]) "
                 "{queryAxes=[0,2,1,3], keyAxes=[0,2,1,3], valueAxes=[0,2,1,3], outputAxes=[0,2,1,3]} -> f32[2,9,3,33]"},
                {"attention(q f32[4,6], k f32[3,6], v f32[3,2], m f32[4,1]) {outputAxes=[1,0]} -> f32[2,4]"},
                {"attention(q f32[0,4,6], k f32[0,3,6], v f32[0,3,2]) -> f32[0,4,2]"},
            },
        .refused =
            {
                {"attention(q f32[2,3], k f32[2,3])", "attention takes 3 to 4 inputs, got 2"},
                {"attention(q f32[3], k f32[3], v f32[3])", "the query has rank 1, at least 2 is needed"},
                {"attention(q f32[2,3], k f32[1,2,3], v f32[2,3])", "input 1 has rank 3, the query has 2"},
                {"attention(q f32[2,3], k f32[2,4], v f32[2,3])", "keys 2x4 do not fit queries 2x3"},
                {"attention(q f32[2,3], k f32[2,3], v f32[3,3])", "values 3x3 do not fit keys 2x3"},
                {"attention(q f32[2,3], k f32[4,3], v f32[4,3], m f32[2,3])", "input 3 (2x3) does not broadcast to 2x4"},
            },
    };
}

}  // namespace planscope::layer_tests::attention
