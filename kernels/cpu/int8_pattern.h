// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pointwise.h"
#include "kernels/cpu/int8_isa.h"

namespace planscope::kernels::cpu {

/// A look at the steps of one program.
struct ProgramReader {
    const PointwiseProgram& program;

    const PointwiseStep& at(int i) const { return program.steps[static_cast<std::size_t>(i)]; }
    bool is(int i, PointwiseOp op) const { return i >= 0 && at(i).op == op; }
    bool isProducts(int i) const { return is(i, PointwiseOp::Input) && at(i).a == 0; }
    bool isSum(int i) const { return is(i, PointwiseOp::Cast) && at(i).type == DataType::Float && isProducts(at(i).a); }
};

/// Where all that is done with input 0 is to add input `added` to it as an integer: the step of that sum. -1: it is not so.
int readIntegerSum(const ProgramReader& program, int& added);

/// The end of a program: what quantizers become. @return the step of the value that is quantised, or -1
int readQuantizer(const ProgramReader& program, RequantizeRows& rows);

/// Skips a bound of the value. @return the step of the value before it
int readBound(const ProgramReader& program, int at, RequantizeRows& rows);

}  // namespace planscope::kernels::cpu
