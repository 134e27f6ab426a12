// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/slice.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::slice {

LayerSuite suite() {
    return {
        .kind = layers::slice::kind,
        .tolerance = Tolerance::exact(),
        .cases =
            {
                {"slice(x f32[4]=[1,2,3,4]) {start=[1], size=[2]} -> f32[2]=[2,3]"},
                {"slice(x f32[4]=[1,2,3,4]) {start=[3], size=[4], stride=[-1]} -> f32[4]=[4,3,2,1]"},
                {"slice(x f32[5]=[1,2,3,4,5]) {start=[0], size=[3], stride=[2]} -> f32[3]=[1,3,5]"},
                {"slice(x f32[2]=[1,2]) {start=[-1], size=[4], mode=fill, fillValue=9} -> f32[4]=[9,1,2,9]"},
                {"slice(x i32[2]=[1,2]) {start=[-1], size=[4], mode=fill, fillValue=-3} -> i32[4]=[-3,1,2,-3]"},
                {"slice(x f32[3]=[1,2,3]) {start=[-2], size=[7], mode=reflect} -> f32[7]=[3,2,1,2,3,2,1]"},
                {"slice(x f32[3]=[1,2,3]) {start=[-2], size=[7], mode=clamp} -> f32[7]=[1,1,1,2,3,3,3]"},
                {"slice(x f32[3]=[1,2,3]) {start=[-2], size=[7], mode=wrap} -> f32[7]=[2,3,1,2,3,1,2]"},
                {"slice(x f32[3]=[1,2,3]) {start=[1], size=[2], stride=[0]} -> f32[2]=[2,2]"},
                {"slice(x f32[1,3,8,8]) {start=[0,0,2,2], size=[1,3,4,4]} -> f32[1,3,4,4]"},
                {"slice(x f32[1,3,8,8]) {start=[0,0,-1,-1], size=[1,3,10,10], mode=fill} -> f32[1,3,10,10]"},
                {"slice(x f32[2,8]) {start=[0,1], size=[2,3], stride=[1,2]} -> f32[2,3]"},
                {"slice(x bool[4]) {start=[0], size=[0]} -> bool[0]"},
                {"slice(x f32[0]) {start=[0], size=[2], mode=fill, fillValue=1} -> f32[2]=[1,1]"},
                {"slice(x f32[]) {start=[], size=[]} -> f32[]"},
                {"slice(x f32[4]=[1,2,3,4], const a i32[1]=[1], const n i32[1]=[2]) -> f32[2]=[2,3]"},
                {"slice(x f32[2,8], const a i32[2]=[1,7], const n i32[2]=[1,4], const s i32[2]=[1,-2]) -> f32[1,4]"},
                {"slice(x f32[2,4], a i32[2]=[0,1], const n i32[2]=[2,3]) -> f32[2,3]"},
                {"slice(x f32[3]=[1,2,3], const a i32[1]=[-1], const n i32[1]=[5]) {mode=fill, fillValue=9} -> "
                 "f32[5]=[9,1,2,3,9]"},
            },
        .refused =
            {
                {"slice(x f32[4]) {start=[2], size=[3]}",
                 "axis 0 is read from 2 to 4, but has 4 elements"},
                {"slice(x f32[4]) {start=[-1], size=[2]}",
                 "axis 0 is read from -1 to 0, but has 4 elements"},
                {"slice(x f32[4]) {start=[1], size=[3], stride=[-1]}",
                 "axis 0 is read from 1 to -1, but has 4 elements"},
                {"slice(x f32[4]) {start=[0], size=[2,2]}",
                 "size has 2 entries, expected 1"},
                {"slice(x f32[4]) {size=[2]}",
                 "start has 0 entries, expected 1"},
                {"slice(x f32[4]) {start=[0], size=[-1]}",
                 "size holds -1, which is outside [0, 2147483647]"},
                {"slice(x f32[4]) {start=[4000000000], size=[1]}",
                 "start holds 4000000000, which is outside [-2147483647, 2147483647]"},
                {"slice(x f32[4]) {start=[0], size=[1], stride=[4000000000]}",
                 "stride holds 4000000000, which is outside [-268435456, 268435456]"},
                {"slice(x f32[0]) {start=[0], size=[1], mode=clamp}",
                 "axis 0 has no elements to read"},
                {"slice(x f32[4], const a i32[1]=[0])",
                 "slice takes start and size as inputs together, got 2 inputs"},
                {"slice(x f32[4], const a i32[2]=[0,0], const n i32[1]=[1])",
                 "the start (input 1) is 2, a list of 1 is needed"},
                {"slice(x f32[4], const a i32[1]=[0], const n f32[1]=[1])",
                 "input 2 must be i32, got f32"},
                {"slice(x f32[4], const a i32[1]=[0], const n i32[1]=[-3])",
                 "the size (input 2) holds -3, which is outside [0, 2147483647]"},
                {"slice(x f32[4], const a i32[1]=[2], const n i32[1]=[3])",
                 "axis 0 is read from 2 to 4, but has 4 elements"},
                {"slice(x f32[4], const a i32[1]=[0], const n i32[1]=[1], const s i32[1]=[300000000])",
                 "stride holds 300000000, which is outside [-268435456, 268435456]"},
                {"slice(x f32[1,1]) {start=[0,0], size=[100000,100000], mode=wrap}",
                 "the output 100000x100000 has 10000000000 elements, the limit is 2^31 - 1"},
            },
    };
}

}  // namespace planscope::layer_tests::slice
