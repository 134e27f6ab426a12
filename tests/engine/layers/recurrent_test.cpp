// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/recurrent.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::recurrent {

/// States lie in [-1, 1], and each step takes back a part of the error of the one before.
LayerSuite suite() {
    return {
        .kind = layers::recurrent::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                // identities and relu as activations, so that the values can be followed by hand
                {"recurrent(x f32[2,1,1]=[1,2], const w f32[1,1,1]=[2], const r f32[1,1,1]=[3]) {operation=rnn, activations=relu}"
                 " -> f32[2,1,1,1]=[2,10], f32[1,1,1]=[10]"},
                {"recurrent(x f32[2,1,1]=[1,2], const w f32[1,4,1]=[1,2,3,4], const r f32[1,4,1]=[0,0,0,0]) {"
                 "activations=\"affine,affine,affine\"} -> f32[2,1,1,1]=[8,160], f32[1,1,1]=[160], f32[1,1,1]=[40]"},
                {"recurrent(x f32[2,1,1]=[1,1], const w f32[1,3,1]=[0.5,2,3], const r f32[1,3,1]=[0,0,1]) {operation=gru, "
                 "activations=\"affine,affine\"} -> f32[2,1,1,1]=[1.5,3.75], f32[1,1,1]=[3.75]"},
                {"recurrent(x f32[2,1,1]=[1,1], const w f32[1,3,1]=[0.5,2,3], const r f32[1,3,1]=[0,0,1], const b f32[1,6]=[0,0,0,0,0,1])"
                 " {operation=gru, bias=true, linearBeforeReset=true, activations=\"affine,affine\"}"
                 " -> f32[2,1,1,1]=[2.5,6.25], f32[1,1,1]=[6.25]"},
                // the first step is the last in reverse
                {"recurrent(x f32[2,1,1]=[1,2], const w f32[1,1,1]=[2], const r f32[1,1,1]=[3]) {operation=rnn, direction=reverse, "
                 "activations=relu} -> f32[2,1,1,1]=[14,4], f32[1,1,1]=[14]"},
                {"recurrent(x f32[2,1,1]=[1,2], const w f32[2,1,1]=[2,2], const r f32[2,1,1]=[3,3]) {operation=rnn, "
                 "direction=bidirectional, activations=\"relu,relu\"} -> f32[2,2,1,1]=[2,14,10,4], f32[2,1,1]=[10,14]"},
                // two sequences of one and two steps, the state at first 1
                {"recurrent(x f32[2,2,1]=[1,1,5,2], const w f32[1,1,1]=[2], const r f32[1,1,1]=[3], n i32[2]=[1,2], "
                 "h f32[1,2,1]=[1,1]) {operation=rnn, lengths=true, hidden=true, activations=relu}"
                 " -> f32[2,1,2,1]=[5,5,0,19], f32[1,2,1]=[5,19]"},
                {"recurrent(x f32[2,2,1]=[1,5,1,2], const w f32[1,1,1]=[2], const r f32[1,1,1]=[3], n i32[2]=[1,2]) {operation=rnn, "
                 "batchFirst=true, direction=reverse, lengths=true, activations=relu}"
                 " -> f32[2,2,1,1]=[2,0,14,4], f32[2,1,1]=[2,14]"},
                {"recurrent(x f32[1,1,1]=[1], const w f32[1,4,1]=[0.25,2,3,4], const r f32[1,4,1]=[0,0,0,0], c f32[1,1,1]=[8], "
                 "const p f32[1,3]=[1,1,1]) {cell=true, peepholes=true, coupledGates=true, clip=3, activations=\"affine,affine,affine\"}"
                 " -> f32[1,1,1,1]=[9], f32[1,1,1]=[9], f32[1,1,1]=[-7]"},
                {"recurrent(x f32[2,1,1]=[3,-3], const w f32[1,1,1]=[1], const r f32[1,1,1]=[0]) {operation=rnn, alpha=[0.5], "
                 "activations=leaky_relu} -> f32[2,1,1,1]=[3,-1.5], f32[1,1,1]=[-1.5]"},
                {"recurrent(x f32[5,3,7], const w f32[1,64,7], const r f32[1,64,16], const b f32[1,128]) {bias=true}"
                 " -> f32[5,1,3,16], f32[1,3,16], f32[1,3,16]"},
                {"recurrent(x f32[3,5,7], const w f32[2,68,7], const r f32[2,68,17], const b f32[2,136], n i32[3]=[5,0,3], h f32[3,2,17], "
                 "c f32[3,2,17], const p f32[2,51]) {direction=bidirectional, batchFirst=true, bias=true, lengths=true, hidden=true, "
                 "cell=true, peepholes=true, clip=0.75, "
                 "activations=\"sigmoid,tanh,tanh,hard_sigmoid,softsign,elu\"} -> f32[3,5,2,17], f32[3,2,17], f32[3,2,17]"},
                {"recurrent(x f32[6,2,9], const w f32[2,99,9], const r f32[2,99,33], const b f32[2,198], h f32[2,2,33]) {operation=gru, "
                 "direction=bidirectional, bias=true, hidden=true, activations=\"sigmoid,tanh\"} -> f32[6,2,2,33], f32[2,2,33]"},
                {"recurrent(x f32[6,2,9], const w f32[1,99,9], const r f32[1,99,33], const b f32[1,198], n i32[2]=[6,4]) {operation=gru, "
                 "direction=reverse, bias=true, lengths=true, linearBeforeReset=true, clip=1.5, activations=\"scaled_tanh,softplus\", "
                 "alpha=[0.9,0], beta=[0.8,0]} -> f32[6,1,2,33], f32[1,2,33]"},
                {"recurrent(x f32[4,1,3], w f32[1,5,3], r f32[1,5,5]) {operation=rnn, activations=thresholded_relu, alpha=[0.125]}"
                 " -> f32[4,1,1,5], f32[1,1,5]"},
                {"recurrent(x f32[0,2,3], const w f32[1,5,3], const r f32[1,5,5], h f32[1,2,5]) {operation=rnn, hidden=true, "
                 "activations=tanh} -> f32[0,1,2,5], f32[1,2,5]"},
            },
        .refused =
            {
                {"recurrent(x f32[2,1,1], w f32[1,4,1])", "recurrent takes 3 inputs, got 2"},
                {"recurrent(x f32[2,1,1], w f32[1,4,1], r f32[1,4,1]) {bias=true}", "recurrent takes 4 inputs, got 3"},
                {"recurrent(x f32[2,1], w f32[1,4,1], r f32[1,4,1])", "input 0 has rank 2, expected 3"},
                {"recurrent(x i32[2,1,1], w f32[1,4,1], r f32[1,4,1])", "input 0 must be f32, got i32"},
                {"recurrent(x f32[2,1,1], w f32[1,3,1], r f32[1,4,1])", "the weights (input 1) are 1x3x1, expected 1x4x1"},
                {"recurrent(x f32[2,1,1], w f32[1,4,1], r f32[2,4,1])", "the recurrent weights (input 2) are 2x4x1, expected 1x4x1"},
                {"recurrent(x f32[2,1,1], w f32[1,0,1], r f32[1,0,0])", "there are no units: the recurrent weights are 1x0x0"},
                {"recurrent(x f32[2,1,1], w f32[1,4,1], r f32[1,4,1], b f32[1,4]) {bias=true}",
                 "the biases (input 3) are 1x4, expected 1x8"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1], n i32[2]) {lengths=true}", "the lengths (input 3) are 2, expected 3"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1], n f32[3]) {lengths=true}", "input 3 must be i32, got f32"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1], h f32[1,2,1]) {hidden=true}",
                 "the first hidden states (input 3) are 1x2x1, expected 1x3x1"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1], h f32[1,2,1]) {cell=true}",
                 "the first cell states (input 3) are 1x2x1, expected 1x3x1"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1], p f32[1,2]) {peepholes=true}",
                 "the peepholes (input 3) are 1x2, expected 1x3"},
                {"recurrent(x f32[2,3,1], w f32[1,3,1], r f32[1,3,1]) {operation=gru, coupledGates=true, activations=\"sigmoid,tanh\"}",
                 "gru has no cell state, peepholes or forget gate"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1]) {linearBeforeReset=true}", "lstm has no reset gate"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1]) {clip=-1}", "clip is -1, it must not be negative"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1]) {activations=\"sigmoid,tanh\"}",
                 "2 activations are given, forward lstm needs 3"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1]) {activations=\"sigmoid,tanh,sine\"}",
                 "'sine' is no activation of recurrent layers"},
                {"recurrent(x f32[2,3,1], w f32[1,4,1], r f32[1,4,1]) {alpha=[1]}", "alpha has 1 entries, expected 3"},
            },
    };
}

}  // namespace planscope::layer_tests::recurrent
