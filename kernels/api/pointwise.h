// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace planscope {

/// Operations on single elements. TensorRT's unary, elementwise and activation enumerations are subsets of this list.
/// `a`, `b`, `c` are operands; alpha and beta are parameters of the step.
enum class PointwiseOp : std::uint8_t {
    // leaves
    Input,     ///< element of input number `a`, broadcast to the output's shape
    Constant,  ///< alpha
    // unary
    Exp, Log, Sqrt, Recip, Abs, Neg, Sin, Cos, Tan, Sinh, Cosh, Asin, Acos, Atan, Asinh, Acosh, Atanh, Ceil, Floor, Erf,
    Not,       ///< Bool
    Sign,
    Round,     ///< half to even
    IsInf,     ///< gives Bool
    IsNan,     ///< gives Bool
    Cast,      ///< to the step's type; float to integer truncates
    // binary
    Sum, Prod, Max, Min, Sub, Div, Pow, FloorDiv,
    And, Or, Xor,           ///< Bool
    Equal, Greater, Less,   ///< give Bool
    // activations
    Relu, Sigmoid, Tanh,
    LeakyRelu,        ///< x >= 0 ? x : alpha x
    Elu,              ///< x >= 0 ? x : alpha (e^x - 1)
    Selu,             ///< beta (x > 0 ? x : alpha (e^x - 1))
    Softsign,         ///< x / (1 + |x|)
    Softplus,         ///< alpha ln(e^(beta x) + 1)
    Clip,             ///< max(alpha, min(beta, x))
    HardSigmoid,      ///< max(0, min(1, alpha x + beta))
    ScaledTanh,       ///< alpha tanh(beta x)
    ThresholdedRelu,  ///< x > alpha ? x : 0
    // ternary
    Select,           ///< a (Bool) ? b : c
};

inline constexpr int kPointwiseOpCount = static_cast<int>(PointwiseOp::Select) + 1;

/// Operands that `op` reads: 0 for leaves, 1 to 3 otherwise.
constexpr int operandCount(PointwiseOp op) {
    if (op <= PointwiseOp::Constant) return 0;
    if (op == PointwiseOp::Select) return 3;
    return op >= PointwiseOp::Sum && op <= PointwiseOp::Less ? 2 : 1;
}

/// One step: its result is a value that later steps refer to by the step's index.
struct PointwiseStep {
    PointwiseOp op = PointwiseOp::Input;
    DataType type = DataType::Float;      ///< of the result
    std::int8_t a = -1, b = -1, c = -1;   ///< indices of earlier steps; `a` of Input is the input's number
    float alpha = 0, beta = 0;
    friend bool operator==(const PointwiseStep&, const PointwiseStep&) = default;
};

inline constexpr int kMaxPointwiseSteps = 40;
inline constexpr int kMaxPointwiseInputs = 8;

/// A small typed expression DAG in evaluation order; the last step is the result. As an epilogue, input 0 is the value
/// of the layer it hangs on. Plain data: fits in plans, hashes and kernels alike. An empty program is the identity.
struct PointwiseProgram {
    std::array<PointwiseStep, kMaxPointwiseSteps> steps{};
    std::int8_t stepCount = 0;
    std::int8_t inputCount = 0;

    bool empty() const { return stepCount == 0; }
    const PointwiseStep& result() const { return steps[static_cast<std::size_t>(stepCount - 1)]; }
    friend bool operator==(const PointwiseProgram& x, const PointwiseProgram& y) {
        if (x.stepCount != y.stepCount || x.inputCount != y.inputCount) return false;
        for (int i = 0; i < x.stepCount; ++i)
            if (!(x.steps[static_cast<std::size_t>(i)] == y.steps[static_cast<std::size_t>(i)])) return false;
        return true;
    }
};

}  // namespace planscope
