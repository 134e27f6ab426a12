// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/shuffle.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::shuffle {

LayerSuite suite() {
    return {
        .kind = layers::shuffle::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"shuffle(x f32[2,3]=[1,2,3,4,5,6]) {firstTranspose=[1,0]} -> f32[3,2]=[1,4,2,5,3,6]"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[3,2]} -> f32[3,2]"},
                {"shuffle(x f32[2,3,4]) {hasReshape=true, reshape=[0,-1]} -> f32[2,12]"},
                {"shuffle(x f32[2,3,4]) {hasReshape=true, reshape=[-1]} -> f32[24]"},
                {"shuffle(x f32[1,1]) {hasReshape=true, reshape=[]} -> f32[]"},
                {"shuffle(x f32[]) {hasReshape=true, reshape=[1,1]} -> f32[1,1]"},
                {"shuffle(x f32[2,3,4]) {firstTranspose=[0,2,1], hasReshape=true, reshape=[2,2,2,3], "
                 "secondTranspose=[0,3,1,2]} -> f32[2,3,2,2]"},
                {"shuffle(x f32[2,2]=[1,2,3,4]) {hasReshape=true, reshape=[4], secondTranspose=[0]} -> "
                 "f32[4]=[1,2,3,4]"},
                {"shuffle(x f32[2,3], const d i32[2]=[3,-1]) -> f32[3,2]"},
                {"shuffle(x f32[2,3], const d i32[1]=[-1]) -> f32[6]"},
                {"shuffle(x f32[0,3]) {hasReshape=true, reshape=[3,0], zeroIsPlaceholder=false} -> f32[3,0]"},
                {"shuffle(x f32[0,3]) {hasReshape=true, reshape=[0,5], zeroIsPlaceholder=false} -> f32[0,5]"},
                {"shuffle(x i32[1,3,8,8]) {firstTranspose=[0,2,3,1]} -> i32[1,8,8,3]"},
                {"shuffle(x bool[2,5]) {secondTranspose=[1,0]} -> bool[5,2]"},
                {"shuffle(x f32[4,6]) -> f32[4,6]"},
            },
        .refused =
            {
                {"shuffle(x f32[2,3]) {firstTranspose=[0]}",
                 "firstTranspose has 1 entries, expected 2"},
                {"shuffle(x f32[2,3]) {firstTranspose=[0,0]}",
                 "firstTranspose names axis 0 twice"},
                {"shuffle(x f32[2,3]) {firstTranspose=[0,2]}",
                 "firstTranspose names axis 2, which is outside rank 2"},
                {"shuffle(x f32[2,3]) {firstTranspose=[0,-1]}",
                 "firstTranspose names axis -1, which is outside rank 2"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[6], secondTranspose=[1,0]}",
                 "secondTranspose has 2 entries, expected 1"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[-1,-1]}",
                 "reshape holds -1 twice, at 0 and 1"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[4,-1]}",
                 "2x3 cannot be reshaped to [4,-1]: no extent fits the -1"},
                {"shuffle(x f32[0,3]) {hasReshape=true, reshape=[0,-1], zeroIsPlaceholder=false}",
                 "0x3 cannot be reshaped to [0,-1]: no extent fits the -1"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[7]}",
                 "2x3 with 6 elements cannot be reshaped to 7 with 7"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[1,6,0]}",
                 "reshape copies axis 2 of an input of rank 2"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[-2,3]}",
                 "reshape holds -2, which is outside [-1, 2147483647]"},
                {"shuffle(x f32[2,3]) {hasReshape=true, reshape=[2147483647,2147483647,2147483647]}",
                 "the shape 2147483647x2147483647x2147483647 has more than 2^31 - 1 elements"},
                {"shuffle(x f32[2,3], const d i32[2]=[4,-1])",
                 "2x3 cannot be reshaped to [4,-1]: no extent fits the -1"},
                {"shuffle(x f32[2,3], const d f32[2]=[3,2])",
                 "input 1 must be i32, got f32"},
                {"shuffle(x f32[2,3], d i32[9])",
                 "the reshape dims (input 1) are 9, 1 axis of at most 8 is needed"},
            },
    };
}

}  // namespace planscope::layer_tests::shuffle
