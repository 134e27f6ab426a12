// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/loop.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::loop {

LayerSuite suite() {
    return {
        .kind = layers::loop::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                // powers of two
                {"loop(n i32[]=[4], c bool[]=[1], x f32[1]=[1]) {carried=1, outputAxes=[0], body={network b; input i i32[]; "
                 "input x f32[1]; layer l elementwise(x, x) {kind=sum} -> y f32[1]; output y; output z = x;}}"
                 " -> f32[1]=[16], f32[4,1]=[1,2,4,8]"},
                // while x < 100
                {"loop(const n i32[]=[2147483647], c bool[]=[1], x f32[1]=[3], limit f32[1]=[100]) {carried=1, condition=true, "
                 "outputAxes=[0], body={network b; input i i32[]; input x f32[1]; input limit f32[1]; "
                 "layer l elementwise(x, x) {kind=sum} -> y f32[1]; "
                 "layer m elementwise(y, limit) {kind=less} -> go bool[1]; output go; output y; output i;}}"
                 " -> f32[1]=[192], i32[6]=[0,1,2,3,4,5]"},
                // the carried value grows
                {"loop(n i32[]=[3], c bool[]=[1], x f32[1]=[7]) {carried=1, body={network b; input i i32[]; input x f32[n]; "
                 "layer l concatenation(x, x) {axis=0} -> y; output y;}} -> f32[8]=[7,7,7,7,7,7,7,7]"},
                // running sums, forwards and backwards
                {"loop(const n i32[]=[2147483647], const c bool[]=[1], s f32[2]=[0,0], x f32[2,3]=[1,2,3,4,5,6]) {carried=1, "
                 "inputAxes=[1], inputsReversed=[0], outputAxes=[1], outputsReversed=[1], body={network b; input i i32[]; "
                 "input s f32[2]; input x f32[2]; layer l elementwise(s, x) {kind=sum} -> y f32[2]; output y; output z = y;}}"
                 " -> f32[2]=[6,15], f32[2,3]=[6,3,1,15,9,4]"},
                {"loop(const n i32[]=[2147483647], const c bool[]=[1], s f32[2]=[0,0], x f32[2,3]=[1,2,3,4,5,6]) {carried=1, "
                 "inputAxes=[1], inputsReversed=[1], outputAxes=[0], outputsReversed=[0], body={network b; input i i32[]; "
                 "input s f32[2]; input x f32[2]; layer l elementwise(s, x) {kind=sum} -> y f32[2]; output y; output z = y;}}"
                 " -> f32[2]=[6,15], f32[3,2]=[3,6,5,11,6,15]"},
                {"loop(n i32[]=[0], c bool[]=[1], x f32[1]=[1]) {carried=1, outputAxes=[0], body={network b; input i i32[]; "
                 "input x f32[1]; layer l elementwise(x, x) {kind=sum} -> y f32[1]; output y; output z = x;}}"
                 " -> f32[1]=[1], f32[0,1]=[]"},
                {"loop(n i32[]=[5], c bool[]=[0], x f32[1]=[1]) {carried=1, body={network b; input i i32[]; "
                 "input x f32[1]; layer l elementwise(x, x) {kind=sum} -> y f32[1]; output y;}} -> f32[1]=[1]"},
            },
        .refused =
            {
                {"loop(n i32[], c bool[]) {carried=1}",
                 "1 carried and 0 scanned values do not fit 2 inputs, of which two are trip count and condition"},
                {"loop(n f32[], c bool[], x f32[2]) {carried=1}", "input 0 must be i32, got f32"},
                {"loop(n i32[2], c bool[], x f32[2]) {carried=1}", "the trip count is 2, one element is needed"},
                {"loop(n i32[], c bool[2], x f32[2]) {carried=1}", "the condition is 2, one element is needed"},
                {"loop(n i32[], c bool[], x f32[2]) {carried=1}", "loop needs a body"},
                {"loop(n i32[], c bool[], x f32[2]) {inputAxes=[1]}", "scanned input 0: axis 1 is outside rank 1"},
                {"loop(n i32[], c bool[], x f32[2]) {inputAxes=[0], inputsReversed=[2]}",
                 "inputsReversed holds 2, which is neither 0 nor 1"},
                {"loop(n i32[], c bool[], x f32[2]) {carried=1, outputsReversed=[1]}", "outputsReversed has 1 entries, expected 0"},
                {"loop(const n i32[]=[2147483647], c bool[], x f32[2]) {carried=1, body={input i i32[]; input x f32[2]; output x;}}",
                 "nothing ends the loop: it has no trip count, no condition and no scanned input"},
                {"loop(n i32[], c bool[], x f32[2]) {carried=1, condition=true, body={input i i32[]; input x f32[2]; output x;}}",
                 "the body has 1 outputs, expected 2"},
                {"loop(n i32[], c bool[], x f32[2]) {body={input i i32[]; input x f32[2];}}", "the loop has no outputs"},
                {"loop(n i32[], c bool[], x f32[2]) {carried=1, condition=true, body={input i i32[]; input x f32[2]; output i; output x;}}",
                 "the body's condition is i32[scalar], one bool is needed"},
                {"loop(n i32[], c bool[], x f32[2]) {carried=1, body={input i i32[]; input x f32[2]; output i;}}",
                 "carried value 0 is f32[2] before an iteration and i32[scalar] after it"},
                {"loop(n i32[], c bool[], x f32[2]) {carried=1, body={input i i32[]; input x f32[2]; const k f32[1] = [1]; output k;}}",
                 "carried value 0 does not keep its extent along axis 0, but the body takes 2 only"},
                {"loop(n i32[], c bool[], x f32[2]) {outputAxes=[2], body={input i i32[]; input x f32[2]; output x;}}",
                 "scan output 0: axis 2 is outside rank 2"},
                {"loop(n i32[], c bool[], x f32[2], y f32[3]) {inputAxes=[0,0], outputAxes=[0], body={input i i32[]; input x f32[]; "
                 "input y f32[]; output x;}}",
                 "scanned inputs 0 and 1 have 2 and 3 slices"},
            },
    };
}

}  // namespace planscope::layer_tests::loop
