// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/scatter.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::scatter {

LayerSuite suite() {
    return {
        .kind = layers::scatter::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                // ONNX ScatterElements-16, the specification's examples
                {"scatter(x f32[3,3]=[0,0,0,0,0,0,0,0,0], i i32[2,3]=[1,0,2,0,2,1], u f32[2,3]=[1,1.1,1.2,2,2.1,2.2]) "
                 "-> f32[3,3]=[2,1.1,0,1,0,2.2,0,2.1,1.2]"},
                {"scatter(x f32[1,5]=[1,2,3,4,5], i i32[1,2]=[1,-2], u f32[1,2]=[1.5,2.5]) {axis=1} -> "
                 "f32[1,5]=[1,1.5,3,2.5,5]"},
                {"scatter(x f32[1,5]=[1,2,3,4,5], i i32[1,2]=[1,1], u f32[1,2]=[1.5,2.5]) {axis=1} -> "
                 "f32[1,5]=[1,2.5,3,4,5]"},
                {"scatter(x f32[1,5]=[1,2,3,4,5], i i32[1,2]=[1,1], u f32[1,2]=[1.5,2.5]) {axis=1, reduction=add} -> "
                 "f32[1,5]=[1,6,3,4,5]"},
                {"scatter(x i32[3]=[7,2,5], i i32[3]=[1,1,0], u i32[3]=[3,-4,1]) {reduction=mul} -> i32[3]=[7,-24,5]"},
                {"scatter(x i32[2]=[2147483647,0], i i32[1]=[0], u i32[1]=[2]) {reduction=add} -> "
                 "i32[2]=[-2147483647,0]"},
                {"scatter(x f32[3]=[1,-2,3], i i32[3]=[0,1,1], u f32[3]=[0.5,4,1]) {reduction=max} -> f32[3]=[1,4,3]"},
                {"scatter(x f32[3]=[1,-2,3], i i32[3]=[0,1,1], u f32[3]=[0.5,4,1]) {reduction=min} -> "
                 "f32[3]=[0.5,-2,3]"},
                {"scatter(x f32[3,4,5], i i32[2,4,3]~[-3,2], u f32[2,4,3]) {axis=0} -> f32[3,4,5]"},
                // ONNX ScatterND-16
                {"scatter(x f32[8]=[1,2,3,4,5,6,7,8], i i32[4,1]=[4,3,1,7], u f32[4]=[9,10,11,12]) {mode=nd} -> "
                 "f32[8]=[1,11,3,10,9,6,7,12]"},
                {"scatter(x i32[2,2]=[1,2,3,4], i i32[2,2]=[0,1,-1,0], u i32[2]=[8,9]) {mode=nd} -> "
                 "i32[2,2]=[1,8,9,4]"},
                {"scatter(x f32[3,2]=[1,2,3,4,5,6], i i32[2,1]=[2,2], u f32[2,2]=[1,10,2,20]) {mode=nd, "
                 "reduction=add} -> f32[3,2]=[1,2,3,4,8,36]"},
                {"scatter(x bool[4]=[0,0,0,1], i i32[2,1]=[0,3], u bool[2]=[1,0]) {mode=nd} -> bool[4]=[1,0,0,0]"},
                {"scatter(x f32[2,3,4], i i32[5,2]~[0,1], u f32[5,4]) {mode=nd} -> f32[2,3,4]"},
                {"scatter(x f32[4], i i32[0], u f32[0]) -> f32[4]"},
            },
        .refused =
            {
                {"scatter(x f32[3,2], i i32[3,2])",
                 "scatter takes 3 inputs, got 2"},
                {"scatter(x f32[3,2], i f32[3,2], u f32[3,2])",
                 "input 1 must be i32, got f32"},
                {"scatter(x f32[3,2], i i32[3,2], u i32[3,2])",
                 "inputs 0 and 2 must have one type, got f32 and i32"},
                {"scatter(x f32[3,2], i i32[3,2], u f32[3,2]) {axis=2}",
                 "axis 2 is outside rank 2"},
                {"scatter(x f32[3,2], i i32[3], u f32[3])",
                 "data has rank 2, indices have rank 1"},
                {"scatter(x f32[3,2], i i32[3,3], u f32[3,3])",
                 "indices 3x3 reach beyond data 3x2 along axis 1"},
                {"scatter(x f32[3,2], i i32[3,2], u f32[3,1])",
                 "updates are 3x1, expected 3x2"},
                {"scatter(x f32[3,2], i i32[], u f32[3,2]) {mode=nd}",
                 "indices of rank 0 hold no index tuples"},
                {"scatter(x f32[3,2], i i32[4,3], u f32[4]) {mode=nd}",
                 "index tuples have 3 entries, 1 to 2 are possible"},
                {"scatter(x f32[3,2], i i32[4,1], u f32[4]) {mode=nd}",
                 "updates are 4, expected 4x2"},
                {"scatter(x f32[1,1,1], i i32[1,1,1,1,1,1,1,1], u f32[1]) {mode=nd}",
                 "the updates would have rank 9, the limit is 8"},
                {"scatter(x bool[3], i i32[1], u bool[1]) {reduction=add}",
                 "reduction add makes no sense for bool"},
            },
    };
}

}  // namespace planscope::layer_tests::scatter
