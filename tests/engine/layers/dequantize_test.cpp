// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/dequantize.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::dequantize {

LayerSuite suite() {
    return {
        .kind = layers::dequantize::kind,
        .tolerance = Tolerance::ulp(1),
        .cases =
            {
                // ONNX DequantizeLinear-13, the specification's examples
                {"dequantize(x u8[4]=[0,3,128,255], const s f32[]=[2], const z u8[]=[128]) -> "
                 "f32[4]=[-256,-250,0,254]"},
                {"dequantize(x u8[1,2,2]=[3,89,34,200], const s f32[2]=[2,4], const z u8[2]=[84,24]) {axis=1} -> "
                 "f32[1,2,2]=[-162,10,40,704]"},
                {"dequantize(x i8[3]=[-128,0,127], const s f32[]=[0.5]) -> f32[3]=[-64,0,63.5]"},
                {"dequantize(x i32[2]=[2147483647,-2], const s f32[]=[0.5], const z i32[]=[-1]) -> "
                 "f32[2]=[1073741824,-0.5]"},
                {"dequantize(const x i8[2,2]=[1,2,3,4], const s f32[2]=[1,10]) {axis=0} -> f32[2,2]=[1,2,30,40]"},
                {"dequantize(x i8[2,3,4], s f32[4]~[0.1,1], z i8[4]) {axis=2} -> f32[2,3,4]"},
            },
        .refused =
            {
                {"dequantize(x i8[2])",
                 "dequantize takes 2 to 3 inputs, got 1"},
                {"dequantize(x f32[2], s f32[])",
                 "input 0 must be i8, u8 or i32, got f32"},
                {"dequantize(x i8[2], s i32[])",
                 "input 1 must be f32, got i32"},
                {"dequantize(x i8[2], s f32[], z u8[])",
                 "input 2 must be i8, got u8"},
                {"dequantize(x i8[2], const s f32[]=[0])",
                 "scale 0 is 0, every scale must be greater than 0"},
                {"dequantize(x i8[2,3], s f32[2]) {axis=1}",
                 "the scale has 2 elements, 1 or 3 are expected for axis 1 of 2x3"},
                {"dequantize(x i8[2,3], s f32[2], z i8[2,1])",
                 "the zero point is 2x1, one number or a list is expected"},
            },
    };
}

}  // namespace planscope::layer_tests::dequantize
