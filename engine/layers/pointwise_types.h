// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/pointwise.h"

#include <span>

namespace planscope::layers {

/// Type of the result of `op` on operands of the given types.
/// @param operands  operandCount(op) types
/// @errors Code::DataType if `op` does not take the types. Cast and leaves carry their own type: see checkProgram
Result<DataType> resultType(PointwiseOp op, std::span<const DataType> operands);

/// Checks everything about a program that came from outside: counts, that operands are earlier steps, that the types of
/// its steps follow from those of its inputs.
/// @errors Code::Attribute, Code::DataType naming the step
Status checkProgram(const PointwiseProgram& program, std::span<const DataType> inputs);

}  // namespace planscope::layers
