// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/pointwise.h"
#include "kernels/api/tensor_view.h"

#include <span>

namespace planscope::kernels::reference {

/// A value of a step: floating point types are held in `real`, integers and Bool (0 or 1) in `integer`.
struct PointwiseValue {
    double real = 0;
    std::int64_t integer = 0;

    static PointwiseValue ofReal(double value) { return {value, 0}; }
    static PointwiseValue ofInteger(std::int64_t value) { return {0, value}; }
};

/// The truth about one step that is not an Input: operands are of the types that their own steps have.
///
/// Float results are computed in double and rounded to Float (Half results to Half). Int32 arithmetic is exact modulo
/// 2^32; division truncates towards zero, FloorDiv towards minus infinity, and both give 0 for a divisor of 0. Integer
/// Pow wraps too; negative exponents give the truncated quotient. Max and Min give NaN if an operand is NaN.
/// Casts of floats to integers truncate and saturate, NaN gives 0; casts between integers wrap; a cast to Bool gives
/// `x != 0`.
/// @param operandType  type of operand `a` (of `b` for Select); decides whether integers or reals are meant
PointwiseValue evaluateStep(const PointwiseStep& step,
                            DataType operandType,
                            PointwiseValue a,
                            PointwiseValue b,
                            PointwiseValue c);

/// Evaluates `program` for every element of `out`. An empty program copies input 0 (converting as Cast does).
///
/// @param inputs  any type that the program's Input steps name; dims broadcast to those of `out` by the ONNX rule, a
///                lower rank is aligned at the right
/// @param out     of the type of the program's result; may be the same memory as an input of the same dims
/// All tensors Linear. @return BadArgument for Fp8, a type mismatch, or dims that do not broadcast
KernelStatus pointwise(const PointwiseProgram& program, std::span<const TensorView> inputs, const TensorView& out);

}  // namespace planscope::kernels::reference
