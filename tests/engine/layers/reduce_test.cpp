// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reduce.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::reduce {

LayerSuite suite() {
    return {
        .kind = layers::reduce::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"reduce(x f32[2,3]=[1,2,3,4,5,6]) {kind=sum, axes=2} -> f32[2]=[6,15]"},
                {"reduce(x f32[2,3]=[1,2,3,4,5,6]) {kind=sum, axes=1, keepDims=true} -> f32[1,3]=[5,7,9]"},
                {"reduce(x f32[2,3]=[1,2,3,4,5,6]) {kind=avg, axes=3} -> f32[]=[3.5]"},
                {"reduce(x f32[2,2]=[1,-2,3,4]) {kind=prod, axes=2} -> f32[2]=[-2,12]"},
                {"reduce(x f32[2,3]=[1,7,3,4,nan,6]) {kind=max, axes=2} -> f32[2]=[7,nan]"},
                {"reduce(x f32[2,3]=[1,7,3,4,5,6]) {kind=min, axes=2} -> f32[2]=[1,4]"},
                {"reduce(x i32[3]=[1,2,3]) {kind=prod, axes=1} -> i32[]=[6]"},
                {"reduce(x f32[1,16,7,7]) {kind=avg, axes=12, keepDims=true} -> f32[1,16,1,1]"},
                {"reduce(x f32[2,3,4,5]) {kind=sum, axes=10} -> f32[2,4]"},
                {"reduce(x f32[2,3,4,5]) {kind=max, axes=5, keepDims=true} -> f32[1,3,1,5]"},
                {"reduce(x f32[4,0]) {kind=sum, axes=2} -> f32[4]=[0,0,0,0]"},
                {"reduce(x f32[1,0]) {kind=max, axes=2} -> f32[1]=[-inf]"},
            },
        .refused =
            {
                {"reduce(x f32[2,3])",
                 "axes is 0: at least one axis is needed"},
                {"reduce(x f32[2,3]) {axes=4}",
                 "axes 0x4 names an axis outside rank 2"},
                {"reduce(x f32[]) {axes=1}",
                 "axes 0x1 names an axis outside rank 0"},
                {"reduce(x bool[2,3]) {axes=1}",
                 "input 0 must be f32, got bool"},
            },
    };
}

}  // namespace planscope::layer_tests::reduce
