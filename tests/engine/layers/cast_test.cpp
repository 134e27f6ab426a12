// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cast.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::cast {

LayerSuite suite() {
    return {
        .kind = layers::cast::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"cast(x f32[5]=[-2.7,-0.5,0,1.9,300]) {to=i32} -> i32[5]=[-2,0,0,1,300]"},
                {"cast(x f32[3]=[nan,3e9,-3e9]) {to=i32} -> i32[3]=[0,2147483647,-2147483648]"},
                {"cast(x f32[3]=[0,-0.25,nan]) {to=bool} -> bool[3]=[0,1,1]"},
                {"cast(x bool[2]=[0,1]) {to=f32} -> f32[2]=[0,1]"},
                {"cast(x i32[2,3]) {to=f32} -> f32[2,3]"},
                {"cast(x f32[4]=[1,65504,1e6,-2.5]) {to=f16} -> f16[4]=[1,65504,inf,-2.5]"},
                {"cast(x f16[3]=[1.5,-2,0.25]) {to=f32} -> f32[3]=[1.5,-2,0.25]"},
                {"cast(x u8[3]=[0,7,255]) {to=i32} -> i32[3]=[0,7,255]"},
                {"cast(x f32[2]=[1,2]) {to=f32} -> f32[2]=[1,2]"},
            },
        .refused =
            {
                {"cast(x f32[2]) {to=fp8}",
                 "a cast to fp8 is not supported"},
                {"cast(x f32[2]) {to=f64}",
                 "attribute 'to' of cast cannot be f64"},
            },
    };
}

}  // namespace planscope::layer_tests::cast
