// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/unique.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::unique {

LayerSuite suite() {
    return {
        .kind = layers::unique::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"unique(x f32[6]=[2,1,1,3,4,3]) -> f32[4]=[1,2,3,4], i32[4]=[1,0,3,4], i32[6]=[1,0,0,2,3,2], "
                 "i32[4]=[2,1,2,1], i32[4]=[4,4,6,4]"},
                {"unique(x f32[6]=[2,1,1,3,4,3]) {sorted=false} -> f32[4]=[2,1,3,4], i32[4]=[0,1,3,4], "
                 "i32[6]=[0,1,1,2,3,2], i32[4]=[1,2,2,1], i32[4]=[4,4,6,4]"},
                {"unique(x f32[3,3]=[1,0,0,1,0,0,2,3,4]) {axis=0} -> f32[2,3]=[1,0,0,2,3,4], i32[2]=[0,2], "
                 "i32[3]=[0,0,1], i32[2]=[2,1], i32[5]=[2,3,2,3,2]"},
                {"unique(x i32[2,4,2]=[1,1,0,1,2,1,0,1,1,1,0,1,2,1,0,1]) {axis=1} -> "
                 "i32[2,3,2]=[0,1,1,1,2,1,0,1,1,1,2,1], i32[3]=[1,0,2], i32[4]=[1,0,2,0], i32[3]=[2,1,1], "
                 "i32[6]=[2,3,2,3,4,3]"},
                {"unique(x f32[4]=[nan,1,nan,-inf]) -> f32[3]=[-inf,1,nan], i32[3]=[3,1,0], i32[4]=[2,1,2,0], "
                 "i32[3]=[1,1,2], i32[4]=[3,3,4,3]"},
                {"unique(x bool[2,2]=[1,0,1,1]) -> bool[2]=[0,1], i32[2]=[1,0], i32[4]=[1,0,1,1], i32[2]=[1,3], "
                 "i32[4]=[2,2,4,2]"},
                {"unique(x f32[]=[5]) -> f32[1]=[5], i32[1]=[0], i32[1]=[0], i32[1]=[1], i32[4]=[1,1,1,1]"},
                {"unique(x f32[0]) -> f32[0]=[], i32[0]=[], i32[0]=[], i32[0]=[], i32[4]=[0,0,0,0]"},
            },
        .refused =
            {
                {"unique(x f32[2]) {axis=1}", "axis 1 is outside rank 1"},
                {"unique(x f32[2]) {axis=-2}", "axis -2 is outside rank 1"},
                {"unique(x f32[2], y f32[2])", "unique takes 1 input, got 2"},
            },
    };
}

}  // namespace planscope::layer_tests::unique
