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
    /// Sums of products as Float, with or without integers added to them.
    bool isSum(int i) const {
        if (!is(i, PointwiseOp::Cast) || at(i).type != DataType::Float) return false;
        const int sum = at(i).a;
        return isProducts(sum) || addedTo(sum) >= 0;
    }
    /// The step of what is added to the sums of products as integers; -1: nothing.
    int addedTo(int sum) const {
        if (!is(sum, PointwiseOp::Sum) || at(sum).type != DataType::Int32) return -1;
        if (isProducts(at(sum).a)) return at(sum).b;
        return isProducts(at(sum).b) ? at(sum).a : -1;
    }
};

/// The end of a program: what quantizers become. @return the step of the value that is quantised, or -1
int readQuantizer(const ProgramReader& program, RequantizeRows& rows);

/// Skips a bound of the value. @return the step of the value before it
int readBound(const ProgramReader& program, int at, RequantizeRows& rows);

}  // namespace planscope::kernels::cpu
