// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/fourier.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::fourier {

LayerSuite suite() {
    return {
        .kind = layers::fourier::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"fourier(x f32[2,1]=[1,3]) -> f32[2,2]=[4,0,-2,0]"},
                {"fourier(x f32[4,1]=[1,2,3,4]) -> f32[4,2]=[10,0,-2,2,-2,0,-2,-2]"},
                {"fourier(x f32[4,1]=[1,2,3,4]) {oneSided=true} -> f32[3,2]=[10,0,-2,2,-2,0]"},
                {"fourier(x f32[4,2]=[10,0,-2,2,-2,0,-2,-2]) {inverse=true} -> f32[4,2]=[1,0,2,0,3,0,4,0]"},
                // Filled with zeros, and cut
                {"fourier(x f32[1,1]=[5]) {length=3} -> f32[3,2]=[5,0,5,0,5,0]"},
                {"fourier(x f32[3,1]=[1,3,9]) {length=2} -> f32[2,2]=[4,0,-2,0]"},
                // i times a real signal; the second axis
                {"fourier(x f32[1,2,2]=[0,1,0,3]) {axis=1} -> f32[1,2,2]=[0,4,0,-2]"},
                {"fourier(x f32[2,2,1]=[1,2,3,4]) {axis=0} -> f32[2,2,2]=[4,0,6,0,-2,0,-2,0]"},
                {"fourier(x f32[2,12,3,2]) {axis=1} -> f32[2,12,3,2]"},
                {"fourier(x f32[2,7,1]) {axis=1, length=9, oneSided=true} -> f32[2,5,2]"},
                {"fourier(x f32[0,1]) {length=2} -> f32[2,2]=[0,0,0,0]"},
                {"fourier(x f32[0,4,1]) {axis=1} -> f32[0,4,2]"},
            },
        .refused =
            {
                {"fourier(x f32[4])", "the input 4 has no last axis of real, or real and imaginary parts"},
                {"fourier(x f32[4,3])", "the input 4x3 has no last axis of real, or real and imaginary parts"},
                {"fourier(x f32[4,2]) {axis=1}", "axis 1 is outside rank 1"},
                {"fourier(x f32[4,2]) {length=-1}", "length is -1, which is outside [0, 16777216]"},
                {"fourier(x f32[4,2]) {inverse=true, oneSided=true}", "an inverse transform cannot be one-sided"},
                {"fourier(x f32[0,1])", "axis 0 of 0x1 has no elements to transform"},
                {"fourier(x i32[4,2])", "input 0 must be f32, got i32"},
                {"fourier(x f32[4,2], y f32[4,2])", "fourier takes 1 input, got 2"},
            },
    };
}

}  // namespace planscope::layer_tests::fourier
