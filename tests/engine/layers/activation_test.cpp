// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/activation.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::activation {

LayerSuite suite() {
    return {
        .kind = layers::activation::kind,
        .tolerance = Tolerance::ulp(8),
        .cases =
            {
                {"activation(x f32[2,3,5]) {kind=relu} -> f32[2,3,5]"},
                {"activation(x f32[4]=[-2,-0.5,0,3]) {kind=relu} -> f32[4]=[0,0,0,3]"},
                {"activation(x f32[3]=[0,inf,-inf]) {kind=sigmoid} -> f32[3]=[0.5,1,0]"},
                {"activation(x f32[7,33]~[-8,8]) {kind=sigmoid} -> f32[7,33]"},
                {"activation(x f32[7,33]~[-4,4]) {kind=tanh} -> f32[7,33]"},
                {"activation(x f32[3]=[-2,0,4]) {kind=leaky_relu, alpha=0.25} -> f32[3]=[-0.5,0,4]"},
                {"activation(x f32[1,3,8,8]~[-6,6]) {kind=elu, alpha=1.5} -> f32[1,3,8,8]"},
                {"activation(x f32[3]=[-1,0,2]) {kind=elu, alpha=2} -> f32[3]=[-1.2642411,0,2]", Tolerance::ulp(4)},
                {"activation(x f32[2]=[-1,2]) {kind=selu, alpha=2, beta=3} -> f32[2]=[-3.7927234,6]", Tolerance::ulp(4)},
                {"activation(x f32[3]=[-3,0,1]) {kind=softsign} -> f32[3]=[-0.75,0,0.5]"},
                {"activation(x f32[2]=[0,1]) {kind=softplus, alpha=2, beta=1} -> f32[2]=[1.3862944,2.6265234]", Tolerance::ulp(4)},
                {"activation(x f32[100]~[-90,90]) {kind=softplus, alpha=1, beta=1} -> f32[100]"},
                {"activation(x f32[4]=[-3,0.5,6,9]) {kind=clip, alpha=0, beta=6} -> f32[4]=[0,0.5,6,6]"},
                {"activation(x f32[4]=[-3,-1,0,5]) {kind=hard_sigmoid, alpha=0.25, beta=0.5} -> f32[4]=[0,0.25,0.5,1]"},
                {"activation(x f32[5,5]) {kind=scaled_tanh, alpha=1.7159, beta=0.6667} -> f32[5,5]"},
                {"activation(x f32[3]=[0.5,1,2]) {kind=thresholded_relu, alpha=1} -> f32[3]=[0,0,2]"},
                {"activation(x f16[4]=[-2,0,1,8]) {kind=relu} -> f16[4]=[0,0,1,8]", Tolerance::exact()},
                {"activation(x f32[]) {kind=relu} -> f32[]"},
                {"activation(x f32[0,3]) {kind=tanh} -> f32[0,3]"},
            },
        .refused =
            {
                {"activation(x i32[2]) {kind=relu}",
                 "relu does not take i32 values"},
                {"activation(x f32[2], y f32[2]) {kind=relu}",
                 "activation takes 1 input, got 2"},
                {"activation(x f32[2]) {kind=clip, beta=inf}",
                 "beta is inf, a finite number is needed"},
                {"activation(x f32[2]) {kind=gelu}",
                 "attribute 'kind' of activation cannot be gelu"},
                {"activation(x fp8[2]) {kind=relu}",
                 "input 0 is fp8, which is not supported"},
                {"activation(x f32[65536,65536]) {kind=relu}",
                 "the shape 65536x65536 has more than 2^31 - 1 elements"},
            },
    };
}

}  // namespace planscope::layer_tests::activation
