// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/fill.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::fill {

LayerSuite suite() {
    return {
        .kind = layers::fill::kind,
        .tolerance = Tolerance::ulp(2),
        .cases =
            {
                {"fill() {dims=[4], alpha=1, beta=0.5} -> f32[4]=[1,1.5,2,2.5]"},
                {"fill() {dims=[3], alpha=10, beta=-2, type=i32} -> i32[3]=[10,8,6]"},
                {"fill() {dims=[2,3], alpha=7, beta=0} -> f32[2,3]=[7,7,7,7,7,7]"},
                {"fill() {dims=[2], alpha=1, beta=0, type=bool} -> bool[2]=[1,1]"},
                {"fill() {dims=[], alpha=3, beta=0, type=i32} -> i32[]=[3]"},
                {"fill(const d i32[2]=[2,3], start f32[]=[1], delta f32[2]=[10,1]) -> f32[2,3]=[1,2,3,11,12,13]"},
                {"fill(const d i32[1]=[3], start i32[]=[5], delta i32[1]=[3]) {type=i32} -> i32[3]=[5,8,11]"},
                {"fill(const d i32[2]=[1,2]) {alpha=4, beta=0} -> f32[1,2]=[4,4]"},
                {"fill(const d i32[1]=[3]) -> f32[3]=[0,1,2]"},
                {"fill(const d i32[0]=[]) {alpha=2, beta=0, type=i32} -> i32[]=[2]"},
            },
        .refused =
            {
                {"fill() {dims=[2,3]}",
                 "dims has 2 axes, a linear space without inputs has one"},
                {"fill() {dims=[4], operation=random_uniform}",
                 "operation random_uniform is not supported: its values could not be repeated"},
                {"fill() {dims=[4], operation=random_normal}",
                 "operation random_normal is not supported: its values could not be repeated"},
                {"fill(const d i32[1]=[4], start f32[])",
                 "fill takes start and delta as inputs together, got 2 inputs"},
                {"fill(const d i32[1]=[4], start f32[2], delta f32[1])",
                 "the start (input 1) is 2, one element is needed"},
                {"fill(const d i32[2]=[4,4], start f32[], delta f32[1])",
                 "the delta (input 2) is 1, 2 elements are needed"},
                {"fill(const d i32[1]=[4], start i32[], delta f32[1])",
                 "input 1 must be f32, got i32"},
                {"fill(const d i32[2,1]=[4,4])",
                 "the dims (input 0) are 2x1, 1 axis of at most 8 is needed"},
                {"fill(const d i32[1]=[-4])",
                 "the dims (input 0) holds -4, which is outside [0, 2147483647]"},
                {"fill(const d f32[1]=[4])",
                 "input 0 must be i32, got f32"},
                {"fill() {dims=[-4]}",
                 "the shape -4 has the negative extent -4"},
                {"fill() {dims=[4], type=bool}",
                 "a linear space is f32 or i32, got bool"},
                {"fill() {dims=[4], type=i32, beta=1e30}",
                 "beta is 1e+30, which is not a value of i32"},
                {"fill() {dims=[4], type=i32, alpha=nan}",
                 "alpha is nan, which is not a value of i32"},
                {"fill() {dims=[4], beta=nan}",
                 "beta is nan, a finite number is needed"},
            },
    };
}

}  // namespace planscope::layer_tests::fill
