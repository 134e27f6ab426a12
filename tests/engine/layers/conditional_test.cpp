// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/conditional.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::conditional {

LayerSuite suite() {
    return {
        .kind = layers::conditional::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"conditional(c bool[]=[1], x f32[2]=[3,4]) {"
                 "thenBody={network a; input x f32[2]; layer l elementwise(x, x) {kind=sum} -> y f32[2]; output y;}, "
                 "elseBody={network b; input x f32[2]; layer l elementwise(x, x) {kind=prod} -> y f32[2]; output y;}}"
                 " -> f32[2]=[6,8]"},
                {"conditional(c bool[1]=[0], x f32[2]=[3,4]) {"
                 "thenBody={network a; input x f32[2]; layer l elementwise(x, x) {kind=sum} -> y f32[2]; output y;}, "
                 "elseBody={network b; input x f32[2]; layer l elementwise(x, x) {kind=prod} -> y f32[2]; output y;}}"
                 " -> f32[2]=[9,16]"},
                {"conditional(c bool[]=[0]) {"
                 "thenBody={network a; const k f32[3] = [1,2,3]; layer l identity(k) -> y f32[3]; output y; output z = y;}, "
                 "elseBody={network b; const k f32[2] = [4,5]; layer l identity(k) -> y f32[2]; output y; output z = y;}}"
                 " -> f32[2]=[4,5], f32[2]=[4,5]"},
            },
        .refused =
            {
                {"conditional(c f32[], x f32[2])", "input 0 must be bool, got f32"},
                {"conditional(c bool[2], x f32[2])", "the condition is 2, one element is needed"},
                {"conditional(c bool[], x f32[2])", "conditional needs the two branches thenBody and elseBody"},
                {"conditional(c bool[], x f32[2]) {thenBody={}, elseBody={}}", "the branches have no outputs"},
                {"conditional(c bool[]) {thenBody={input x f32[2]; output x;}, elseBody={input x f32[2]; output x;}}",
                 "the network has 1 inputs, 0 are given"},
                {"conditional(c bool[], x i32[2]) {thenBody={input x f32[2]; output x;}, elseBody={input x f32[2]; output x;}}",
                 "input 'x' is f32[2], given is i32[2]"},
                {"conditional(c bool[], x f32[2]) {thenBody={input x f32[2]; output x;}, elseBody={input x f32[2]; output x; output z = x;}}",
                 "thenBody has 1 outputs, elseBody has 2"},
                {"conditional(c bool[], x f32[2]) {thenBody={input x f32[2]; output x;}, elseBody={input x f32[2]; "
                 "const k i32[2] = [1,2]; output y = k;}}",
                 "output 0 is f32[2] in thenBody and i32[2] in elseBody"},
            },
    };
}

}  // namespace planscope::layer_tests::conditional
