// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/quantize.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::quantize {

LayerSuite suite() {
    return {
        .kind = layers::quantize::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                // Half to even, saturation
                {"quantize(x f32[8]=[0.5,1.5,2.5,-0.5,-1.5,127.5,200,-300], const s f32[]=[1]) -> "
                 "i8[8]=[0,2,2,0,-2,127,127,-128]"},
                // ONNX QuantizeLinear-13, the specification's examples
                {"quantize(x f32[6]=[0,2,3,1000,-254,-1000], const s f32[]=[2], const z u8[]=[128]) {to=u8} -> "
                 "u8[6]=[128,129,130,255,1,0]"},
                {"quantize(x f32[1,3,2]=[-162,10,-100,232,-20,-50], const s f32[3]=[2,4,5], const z u8[3]=[84,24,196]) "
                 "{to=u8, axis=1} -> u8[1,3,2]=[3,89,0,82,192,186]"},
                {"quantize(x f32[2,2]=[1,2,3,4], const s f32[2]=[0.5,2], const z i8[]=[-3]) {axis=1} -> "
                 "i8[2,2]=[-1,-2,3,-1]"},
                {"quantize(x f32[3]=[1,-1,0], s f32[1]=[0.25]) -> i8[3]=[4,-4,0]"},
                {"quantize(x f32[2,3,4]~[-200,200], s f32[3]~[0.5,2], z i8[3]) {axis=1} -> i8[2,3,4]"},
            },
        .refused =
            {
                {"quantize(x f32[2])",
                 "quantize takes 2 to 3 inputs, got 1"},
                {"quantize(x i32[2], s f32[])",
                 "input 0 must be f32, got i32"},
                {"quantize(x f32[2], s i32[])",
                 "input 1 must be f32, got i32"},
                {"quantize(x f32[2], s f32[]) {to=i32}",
                 "values can be quantised to i8 and u8, not to i32"},
                {"quantize(x f32[2], s f32[], z u8[])",
                 "input 2 must be i8, got u8"},
                {"quantize(x f32[2], const s f32[2]=[1,0])",
                 "scale 1 is 0, every scale must be greater than 0"},
                {"quantize(x f32[2], const s f32[]=[-1])",
                 "scale 0 is -1, every scale must be greater than 0"},
                {"quantize(x f32[2,3], s f32[2,3])",
                 "the scale is 2x3, one number or a list is expected"},
                {"quantize(x f32[2,3], s f32[2]) {axis=1}",
                 "the scale has 2 elements, 1 or 3 are expected for axis 1 of 2x3"},
                {"quantize(x f32[2,3], s f32[2]) {axis=2}",
                 "axis 2 is outside rank 2"},
                {"quantize(x f32[2,3], s f32[2], z i8[3])",
                 "the zero point has 3 elements, 1 or 2 are expected for axis 0 of 2x3"},
            },
    };
}

}  // namespace planscope::layer_tests::quantize
