// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/einsum.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::einsum {

LayerSuite suite() {
    return {
        .kind = layers::einsum::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"einsum(a f32[2,2]=[1,2,3,4], b f32[2,2]=[5,6,7,8]) {equation=\"ij,jk->ik\"} -> "
                 "f32[2,2]=[19,22,43,50]"},
                {"einsum(a f32[2,3]=[1,2,3,4,5,6]) {equation=\"ij->ji\"} -> f32[3,2]=[1,4,2,5,3,6]"},
                {"einsum(a f32[2,3]=[1,2,3,4,5,6]) {equation=\"ij->i\"} -> f32[2]=[6,15]"},
                {"einsum(a f32[2,3]=[1,2,3,4,5,6]) {equation=\"ij->\"} -> f32[]=[21]"},
                {"einsum(a f32[3]=[1,2,3], b f32[3]=[4,5,6]) {equation=\"i,i\"} -> f32[]=[32]"},
                {"einsum(a f32[2]=[1,2], b f32[3]=[1,10,100]) {equation=\"i, j -> ij\"} -> "
                 "f32[2,3]=[1,10,100,2,20,200]"},
                // Without an arrow: the indices that stand once, in alphabetical order
                {"einsum(a f32[2,3]=[1,2,3,4,5,6]) {equation=\"ba\"} -> f32[3,2]=[1,4,2,5,3,6]"},
                // Diagonal and trace
                {"einsum(a f32[2,2]=[1,2,3,4]) {equation=\"ii->i\"} -> f32[2]=[1,4]"},
                {"einsum(a f32[2,2]=[1,2,3,4]) {equation=\"ii\"} -> f32[]=[5]"},
                {"einsum(a f32[2,2,2]=[1,2,3,4,5,6,7,8]) {equation=\"...ii->...i\"} -> f32[2,2]=[1,4,5,8]"},
                // Unnamed axes broadcast
                {"einsum(a f32[2,1,2]=[1,2,3,4], b f32[2,2]=[1,10,100,1000]) {equation=\"...i,ji->...j\"} -> "
                 "f32[2,1,2]=[21,2100,43,4300]"},
                {"einsum(a f32[2,2]=[1,2,3,4], b f32[1,2]=[10,20]) {equation=\"...,...\"} -> "
                 "f32[2,2]=[10,40,30,80]"},
                {"einsum(a f32[2]=[1,2], b f32[2]=[3,4], c f32[2]=[5,6]) {equation=\"i,i,i->\"} -> f32[]=[63]"},
                {"einsum(a f32[2,3,4], b f32[2,4,5]) {equation=\"bij,bjk->bik\"} -> f32[2,3,5]"},
                {"einsum(a f32[2,0], b f32[0,3]) {equation=\"ij,jk->ik\"} -> f32[2,3]=[0,0,0,0,0,0]"},
            },
        .refused =
            {
                {"einsum(a i32[2]) {equation=\"i->i\"} -> f32[]",
                 "input 0 must be f32, got i32"},
                {"einsum(a f32[2], b f32[2]) {equation=\"i->i\"} -> f32[]",
                 "the equation 'i->i' has 1 operands, but there are 2 inputs"},
                {"einsum(a f32[2,2]) {equation=\"i->i\"} -> f32[]",
                 "operand 0 has 1 indices, but input 0 has rank 2"},
                {"einsum(a f32[2]) {equation=\"ij...->i\"} -> f32[]",
                 "operand 0 has 2 indices, but input 0 has rank 1"},
                {"einsum(a f32[2,2]) {equation=\"i1->i\"} -> f32[]",
                 "'i1' holds '1'; letters and '...' are possible"},
                {"einsum(a f32[2,2]) {equation=\"......->\"} -> f32[]",
                 "'......' has '...' twice"},
                {"einsum(a f32[2,2]) {equation=\"ij->k\"} -> f32[]",
                 "index 'k' of the output stands in no operand"},
                {"einsum(a f32[2,2]) {equation=\"ij->ii\"} -> f32[]",
                 "index 'i' stands twice in the output"},
                {"einsum(a f32[2,3], b f32[2,3]) {equation=\"ij,jk->ik\"} -> f32[]",
                 "index 'j' is 3 and 2"},
                {"einsum(a f32[2,3], b f32[2]) {equation=\"...,...\"}",
                 "axis 0 from the right of '...' is 3 and 2"},
                {"einsum(a f32[1,1,1,1,1], b f32[1,1,1,1]) {equation=\"abcde,fghi\"}",
                 "the output has rank 9, the limit is 8"},
                {"einsum(a f32[1,1,1,1,1], b f32[1,1,1,1]) {equation=\"abcde,fghi->\"} -> f32[]",
                 "9 indices are summed over, the limit is 8"},
                {"einsum(a f32[65536], b f32[65536]) {equation=\"i,j\"}",
                 "the shape 65536x65536 has more than 2^31 - 1 elements"},
            },
    };
}

}  // namespace planscope::layer_tests::einsum
