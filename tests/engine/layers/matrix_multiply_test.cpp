// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/matrix_multiply.h"

#include "tests/engine/layers/layer_suite.h"

namespace planscope::layer_tests::matrix_multiply {

LayerSuite suite() {
    return {
        .kind = layers::matrix_multiply::kind,
        .tolerance = Tolerance::sums(),
        .cases =
            {
                {"matrix_multiply(a f32[2,2]=[1,2,3,4], b f32[2,2]=[5,6,7,8]) -> f32[2,2]=[19,22,43,50]"},
                {"matrix_multiply(a f32[2,2]=[1,2,3,4], b f32[2,2]=[5,6,7,8]) {opA=transpose} -> "
                 "f32[2,2]=[26,30,38,44]"},
                {"matrix_multiply(a f32[2,2]=[1,2,3,4], b f32[2,2]=[5,6,7,8]) {opB=transpose} -> "
                 "f32[2,2]=[17,23,39,53]"},
                {"matrix_multiply(a f32[2,2]=[1,2,3,4], b f32[2,2]=[5,6,7,8], const c f32[2]=[100,200]) -> "
                 "f32[2,2]=[119,222,143,250]"},
                {"matrix_multiply(a f32[2]=[1,2], b f32[2,3]=[1,2,3,4,5,6]) {opA=vector} -> f32[3]=[9,12,15]"},
                {"matrix_multiply(a f32[2,3]=[1,2,3,4,5,6], b f32[3]=[1,1,1]) {opB=vector} -> f32[2]=[6,15]"},
                {"matrix_multiply(a f32[3]=[1,2,3], b f32[3]=[4,5,6]) {opA=vector, opB=vector} -> f32[]=[32]"},
                {"matrix_multiply(a f32[7,33], const b f32[33,20]) -> f32[7,20]"},
                {"matrix_multiply(a f32[1,64], const b f32[10,64], const c f32[10]) {opB=transpose} -> f32[1,10]"},
                {"matrix_multiply(a f32[2,3,4,5], b f32[2,3,5,6]) -> f32[2,3,4,6]"},
                {"matrix_multiply(a f32[2,1,4,5], b f32[3,5,6]) -> f32[2,3,4,6]"},
                {"matrix_multiply(a f32[4,8,16], const b f32[16,16]) -> f32[4,8,16]"},
                {"matrix_multiply(a f32[2,3,5,4], b f32[2,3,6,5]) {opA=transpose, opB=transpose} -> f32[2,3,4,6]"},
                {"matrix_multiply(a f32[4,5], b f32[5,6], c f32[4,1]) -> f32[4,6]"},
                {"matrix_multiply(a f32[2,0], b f32[0,3]) -> f32[2,3]=[0,0,0,0,0,0]"},
                {"matrix_multiply(a f32[5,16], const b f32[16,8], const c f32[8]) then \"relu(i0)\" -> f32[5,8]"},
                {"matrix_multiply(a f32[5,16], const b f32[16,8]; z f32[5,8]) then \"sum(i0, i1)\" -> f32[5,8]"},
                {"matrix_multiply(a u8[1,4]=[255,254,0,1], const b i8[4,2]=[127,-128,127,-128,1,1,-1,3]) {inputZeroPoint=1} -> "
                 "i32[1,2]=[64388,-64897]"},
                {"matrix_multiply(a i8[7,70] ~[-128,127], const b i8[33,70] ~[-128,127]) {opB=transpose, inputZeroPoint=-7} -> i32[7,33]"},
                {"matrix_multiply(a u8[2,3,64] ~[0,255], const b i8[64,48] ~[-128,127]) -> i32[2,3,48]"},
                {"matrix_multiply(a i8[2,5,6], b i8[2,6,3]) -> i32[2,5,3]"},
                {"matrix_multiply(a u8[40,130] ~[0,255], const b i8[130,50] ~[-128,127]; const s f32[50] ~[0.001,0.002], const t f32[50]) "
                 "{inputZeroPoint=99} then \"cast(round(div(sum(prod(cast(i0:i32, f32), i1), i2), 0.21)), i8)\" -> i8[40,50]",
                 Tolerance::exact()},
            },
        .refused =
            {
                {"matrix_multiply(a f32[2,3], b f32[4,5])",
                 "2x3 and 4x5 cannot be multiplied: the summed axes have 3 and 4 elements"},
                {"matrix_multiply(a f32[2,3], b f32[3,5]) {opB=transpose}",
                 "2x3 and 3x5 cannot be multiplied: the summed axes have 3 and 5 elements"},
                {"matrix_multiply(a f32[3], b f32[3,5])",
                 "input 0 has rank 1, operation none needs at least 2"},
                {"matrix_multiply(a f32[2,3], b f32[]) {opB=vector}",
                 "input 1 has rank 0, operation vector needs at least 1"},
                {"matrix_multiply(a f32[2,4,3], b f32[3,3,5])",
                 "2 and 3 do not broadcast: axis 0 is 2 and 3"},
                {"matrix_multiply(a f32[2,3], b f32[3,5], c f32[4])",
                 "input 2 (4) does not broadcast to 2x5"},
                {"matrix_multiply(a i32[2,3], b i32[3,5])",
                 "input 0 must be f32, got i32"},
                {"matrix_multiply(a f32[100000,1], b f32[1,100000])",
                 "the output 100000x100000 has 10000000000 elements, the limit is 2^31 - 1"},
            },
    };
}

}  // namespace planscope::layer_tests::matrix_multiply
