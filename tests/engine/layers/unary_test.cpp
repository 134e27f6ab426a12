// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/unary.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::unary {

LayerSuite suite() {
    return {
        .kind = layers::unary::kind,
        .tolerance = Tolerance::ulp(8),
        .cases =
            {
                {"unary(x f32[3]=[0,-inf,inf]) {kind=exp} -> f32[3]=[1,0,inf]"},
                {"unary(x f32[9,9]~[-10,10]) {kind=exp} -> f32[9,9]"},
                {"unary(x f32[9,9]~[0.01,10]) {kind=log} -> f32[9,9]"},
                {"unary(x f32[3]=[4,2.25,0]) {kind=sqrt} -> f32[3]=[2,1.5,0]"},
                {"unary(x f32[3]=[4,-0.5,inf]) {kind=recip} -> f32[3]=[0.25,-2,0]"},
                {"unary(x f32[2]=[-1.5,2]) {kind=abs} -> f32[2]=[1.5,2]"},
                {"unary(x i32[2]=[-1,2]) {kind=abs} -> i32[2]=[1,2]"},
                {"unary(x i32[2]=[-1,2]) {kind=neg} -> i32[2]=[1,-2]"},
                {"unary(x i32[3]=[-5,0,2]) {kind=sign} -> i32[3]=[-1,0,1]"},
                {"unary(x f32[9,9]~[-3,3]) {kind=sin} -> f32[9,9]"},
                {"unary(x f32[9,9]~[-3,3]) {kind=cos} -> f32[9,9]"},
                {"unary(x f32[9,9]~[-1.2,1.2]) {kind=tan} -> f32[9,9]"},
                {"unary(x f32[9,9]~[-3,3]) {kind=sinh} -> f32[9,9]"},
                {"unary(x f32[9,9]~[-3,3]) {kind=cosh} -> f32[9,9]"},
                {"unary(x f32[9,9]) {kind=asin} -> f32[9,9]"},
                {"unary(x f32[9,9]) {kind=acos} -> f32[9,9]"},
                {"unary(x f32[9,9]~[-3,3]) {kind=atan} -> f32[9,9]"},
                {"unary(x f32[9,9]~[-3,3]) {kind=asinh} -> f32[9,9]"},
                {"unary(x f32[9,9]~[1.1,4]) {kind=acosh} -> f32[9,9]"},
                {"unary(x f32[9,9]~[-0.9,0.9]) {kind=atanh} -> f32[9,9]"},
                {"unary(x f32[3]=[-1.5,1.2,2]) {kind=ceil} -> f32[3]=[-1,2,2]"},
                {"unary(x f32[3]=[-1.5,1.2,2]) {kind=floor} -> f32[3]=[-2,1,2]"},
                {"unary(x f32[9,9]~[-3,3]) {kind=erf} -> f32[9,9]"},
                {"unary(x bool[2]=[0,1]) {kind=not} -> bool[2]=[1,0]"},
                {"unary(x f32[3]=[-2,0,5]) {kind=sign} -> f32[3]=[-1,0,1]"},
                {"unary(x f32[5]=[-0.5,0.5,1.5,2.5,-2.6]) {kind=round} -> f32[5]=[0,0,2,2,-3]"},
                {"unary(x f32[4]=[inf,-inf,nan,1]) {kind=is_inf} -> bool[4]=[1,1,0,0]"},
                {"unary(x f32[4]=[inf,-inf,nan,1]) {kind=is_nan} -> bool[4]=[0,0,1,0]"},
                {"unary(x f16[2]=[4,0.25]) {kind=sqrt} -> f16[2]=[2,0.5]", Tolerance::exact()},
            },
        .refused =
            {
                {"unary(x i32[2]) {kind=exp}",
                 "exp does not take i32 values"},
                {"unary(x f32[2]) {kind=not}",
                 "not does not take f32 values"},
                {"unary(x i32[2]) {kind=is_inf}",
                 "is_inf does not take i32 values"},
                {"unary()",
                 "unary takes 1 input, got 0"},
            },
    };
}

}  // namespace planscope::layer_tests::unary
