// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reverse_sequence.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::reverse_sequence {

LayerSuite suite() {
    return {
        .kind = layers::reverse_sequence::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                // ONNX ReverseSequence-10, the specification's examples
                {"reverse_sequence(x f32[4,4]=[0,4,8,12,1,5,9,13,2,6,10,14,3,7,11,15], l i32[4]=[4,3,2,1]) -> "
                 "f32[4,4]=[3,6,9,12,2,5,8,13,1,4,10,14,0,7,11,15]"},
                {"reverse_sequence(x f32[4,4]=[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15], l i32[4]=[1,2,3,4]) "
                 "{batchAxis=0, sequenceAxis=1} -> f32[4,4]=[0,1,2,3,5,4,6,7,10,9,8,11,15,14,13,12]"},
                {"reverse_sequence(x i32[3,2]=[1,2,3,4,5,6], l i32[2]=[0,3]) -> i32[3,2]=[1,6,3,4,5,2]"},
                {"reverse_sequence(x bool[2,3]=[1,0,0,0,0,1], l i32[2]=[3,2]) {batchAxis=0, sequenceAxis=1} -> "
                 "bool[2,3]=[0,0,1,0,0,1]"},
                {"reverse_sequence(x f32[2,3,4,5], l i32[5]~[0,3]) {batchAxis=3, sequenceAxis=1} -> f32[2,3,4,5]"},
            },
        .refused =
            {
                {"reverse_sequence(x f32[2,3])",
                 "reverse_sequence takes 2 inputs, got 1"},
                {"reverse_sequence(x f32[2,3], l f32[3])",
                 "input 1 must be i32, got f32"},
                {"reverse_sequence(x f32[2,3], l i32[3]) {batchAxis=2}",
                 "axis 2 is outside rank 2"},
                {"reverse_sequence(x f32[2,3], l i32[3]) {sequenceAxis=-1}",
                 "axis -1 is outside rank 2"},
                {"reverse_sequence(x f32[2,3], l i32[3]) {sequenceAxis=1}",
                 "batchAxis and sequenceAxis are both 1"},
                {"reverse_sequence(x f32[2,3], l i32[2])",
                 "lengths are 2, expected 3"},
            },
    };
}

}  // namespace planscope::layer_tests::reverse_sequence
