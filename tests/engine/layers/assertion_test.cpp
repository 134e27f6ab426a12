// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/assertion.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::assertion {

LayerSuite suite() {
    return {
        .kind = layers::assertion::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"assertion(x f32[2]=[3,4], c bool[]=[1]) {message=\"sizes agree\"} -> f32[2]=[3,4]"},
                {"assertion(x i32[2,2]=[1,2,3,4], c bool[3]=[1,1,1]) -> i32[2,2]=[1,2,3,4]"},
                {"assertion(x f32[1], const c bool[2]=[1,1]) -> f32[1]"},
                {"assertion(x i8[2]=[1,2], c bool[0]) -> i8[2]=[1,2]"},
            },
        .refused =
            {
                {"assertion(x f32[2])", "assertion takes 2 inputs, got 1"},
                {"assertion(x f32[2], c i32[])", "input 1 must be bool, got i32"},
                {"assertion(x f32[2], const c bool[2]=[1,0]) {message=\"sizes differ\"}",
                 "the condition is false: sizes differ"},
                {"assertion(x f32[2], const c bool[]=[0])", "the condition is false: no message is given"},
            },
    };
}

}  // namespace planscope::layer_tests::assertion
