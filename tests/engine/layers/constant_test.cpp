// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/constant.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::constant {

LayerSuite suite() {
    return {
        .kind = layers::constant::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"constant() {type=f32, dims=[2,2], values=[1,2.5,-3,0]} -> f32[2,2]=[1,2.5,-3,0]"},
                {"constant() {type=i32, dims=[3], ints=[1,-1,16777217]} -> i32[3]=[1,-1,16777217]"},
                {"constant() {type=f32, dims=[], values=[0.5]} -> f32[]=[0.5]"},
                {"constant() {type=bool, dims=[2], ints=[0,1]} -> bool[2]=[0,1]"},
                {"constant() {type=i8, dims=[2], ints=[-128,127]} -> i8[2]=[-128,127]"},
                {"constant() {type=f16, dims=[2], values=[0.5,-2]} -> f16[2]=[0.5,-2]"},
                {"constant() {type=f32, dims=[0]} -> f32[0]"},
            },
        .refused =
            {
                {"constant() {type=f32, dims=[2,2], values=[1,2,3]}",
                 "f32 of 2x2 needs 4 elements in 'values', got 3"},
                {"constant() {type=i32, dims=[1], values=[1.5]}",
                 "i32 of 1 needs 1 elements in 'ints', got 0"},
                {"constant() {type=u8, dims=[1], ints=[256]}",
                 "256 is not a value of u8"},
                {"constant() {type=fp8, dims=[1], values=[1.5]}",
                 "fp8 is not supported"},
                {"constant() {type=f32, dims=[-1], values=[1]}",
                 "the shape -1 has the negative extent -1"},
                {"constant() {type=f32, dims=[4294967296,4294967296], values=[1]}",
                 "the shape 4294967296x4294967296 has more than 2^31 - 1 elements"},
                {"constant(x f32[1]) {type=f32, dims=[1], values=[1]}",
                 "constant takes 0 inputs, got 1"},
            },
    };
}

}  // namespace planscope::layer_tests::constant
