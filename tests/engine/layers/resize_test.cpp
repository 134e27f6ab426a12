// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/resize.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::resize {

LayerSuite suite() {
    return {
        .kind = layers::resize::kind,
        .tolerance = Tolerance::ulp(16),
        .cases =
            {
                {"resize(x f32[1,1,2]=[1,2]) {scales=[1,1,2]} -> f32[1,1,4]=[1,1,2,2]"},
                {"resize(x f32[1,1,2]=[1,2]) {outputDims=[1,1,3], coordinateTransformation=align_corners, "
                 "mode=linear} -> f32[1,1,3]=[1,1.5,2]"},
                {"resize(x f32[1,1,2]=[0,4]) {scales=[1,1,2], coordinateTransformation=half_pixel, mode=linear} -> "
                 "f32[1,1,4]=[0,1,3,4]"},
                {"resize(x f32[1,3,4,4]) {scales=[1,1,2,2]} -> f32[1,3,8,8]"},
                {"resize(x f32[1,3,5,5]) {scales=[1,1,1.5,1.5], mode=linear, coordinateTransformation=half_pixel} "
                 "-> f32[1,3,7,7]"},
                {"resize(x f32[1,3,5,5]) {outputDims=[1,3,3,2], mode=linear, coordinateTransformation=asymmetric} "
                 "-> f32[1,3,3,2]"},
                {"resize(x f32[1,2,5,6]) {outputDims=[1,2,8,9], mode=cubic, coordinateTransformation=half_pixel} -> "
                 "f32[1,2,8,9]",
                 Tolerance::within(1e-6)},  // as below
                {"resize(x f32[1,2,5,6]) {outputDims=[1,2,8,9], mode=cubic, coordinateTransformation=half_pixel, "
                 "excludeOutside=true, cubicCoefficient=-0.5} -> f32[1,2,8,9]",
                 Tolerance::within(1e-6)},  // sixteen products near 1 in float, where the result is near 0
                {"resize(x f32[1,2,4,4,4]) {scales=[1,1,2,2,2], mode=linear} -> f32[1,2,8,8,8]"},
                {"resize(x f32[2,3]) {scales=[2,3], nearestRounding=ceil, coordinateTransformation=half_pixel} -> "
                 "f32[4,9]"},
                {"resize(x f32[1,1,4]=[1,2,3,4]) {outputDims=[1,1,1], selector=upper, "
                 "coordinateTransformation=half_pixel} -> f32[1,1,1]=[1]"},
                {"resize(x f32[1,1,4,4]) {scales=[1,1,0.6,0.6], outputDims=[1,1,2,2], mode=linear, "
                 "coordinateTransformation=half_pixel} -> f32[1,1,2,2]"},
                {"resize(x f32[1,1,2]=[1,2], const d i32[3]=[1,1,4]) -> f32[1,1,4]=[1,1,2,2]"},
                {"resize(x f32[1,2,5,5], const s f32[4]=[1,1,1.5,2]) {mode=linear, coordinateTransformation=half_pixel} -> "
                 "f32[1,2,7,10]",
                 Tolerance::within(2e-7)},  // three roundings of sums near 1 where the result is near 0
                {"resize(x i32[1,1,2]=[7,8]) {scales=[1,1,2]} -> i32[1,1,4]=[7,7,8,8]"},
            },
        .refused =
            {
                {"resize(x f32[1,3,4,4])",
                 "neither scales nor outputDims is given"},
                {"resize(x f32[1,3,4,4], const d i32[2]=[8,8])",
                 "input 1 is 2, a list of 4 is needed"},
                {"resize(x f32[1,3,4,4], const d bool[4]=[1,1,1,1])",
                 "input 1 must be i32 (output dims) or f32 (scales), got bool"},
                {"resize(x f32[1,1,4,4], const d i32[4]=[1,1,-2,4])",
                 "the output dims (input 1) holds -2, which is outside [0, 2147483647]"},
                {"resize(x f32[1,1,4,4], const s f32[4]=[1,1,-2,1])",
                 "scales holds -2, a positive number is needed"},
                {"resize(x f32[1,3,4,4]) {scales=[1,1,2]}",
                 "scales has 3 entries, expected 4"},
                {"resize(x f32[1,3,4,4]) {outputDims=[8,8]}",
                 "outputDims has 2 entries, expected 4"},
                {"resize(x f32[1,3,4,4]) {scales=[1,1,0,2]}",
                 "scales holds 0, a positive number is needed"},
                {"resize(x f32[1,3,4,4]) {scales=[1,1,nan,2]}",
                 "scales holds nan, a positive number is needed"},
                {"resize(x f32[1,3,4,4]) {outputDims=[1,3,-8,8]}",
                 "outputDims holds -8, which is outside [0, 2147483647]"},
                {"resize(x f32[1,3,4,4]) {scales=[1,2,2,2], mode=cubic}",
                 "mode cubic resizes at most the 2 innermost axes, 3 are asked for"},
                {"resize(x f32[2,3,4,4]) {scales=[2,2,2,2], mode=linear}",
                 "mode linear resizes at most the 3 innermost axes, 4 are asked for"},
                {"resize(x f32[1,3,0,4]) {outputDims=[1,3,2,4]}",
                 "axis 2 has no elements to interpolate"},
                {"resize(x f32[1,3,4,4]) {scales=[1,1,1e20,1]}",
                 "axis 2 grows from 4 to 4e+20 elements"},
                {"resize(x i32[1,3,4,4]) {scales=[1,1,2,2], mode=linear}",
                 "input 0 must be f32, got i32"},
            },
    };
}

}  // namespace planscope::layer_tests::resize
