// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/pointwise.h"

#include "kernels/api/broadcast.h"
#include "kernels/reference/element.h"
#include "kernels/reference/index_walk.h"

#include <array>
#include <cmath>

namespace planscope::kernels::reference {
namespace {

/// NaN wins.
double larger(double a, double b) { return std::isnan(a) || a > b ? a : b; }
double smaller(double a, double b) { return std::isnan(a) || a < b ? a : b; }

double realResult(const PointwiseStep& step, double a, double b) {
    const double alpha = step.alpha;
    const double beta = step.beta;
    switch (step.op) {
    case PointwiseOp::Constant: return alpha;
    case PointwiseOp::Exp: return std::exp(a);
    case PointwiseOp::Log: return std::log(a);
    case PointwiseOp::Sqrt: return std::sqrt(a);
    case PointwiseOp::Recip: return 1 / a;
    case PointwiseOp::Abs: return std::fabs(a);
    case PointwiseOp::Neg: return -a;
    case PointwiseOp::Sin: return std::sin(a);
    case PointwiseOp::Cos: return std::cos(a);
    case PointwiseOp::Tan: return std::tan(a);
    case PointwiseOp::Sinh: return std::sinh(a);
    case PointwiseOp::Cosh: return std::cosh(a);
    case PointwiseOp::Asin: return std::asin(a);
    case PointwiseOp::Acos: return std::acos(a);
    case PointwiseOp::Atan: return std::atan(a);
    case PointwiseOp::Asinh: return std::asinh(a);
    case PointwiseOp::Acosh: return std::acosh(a);
    case PointwiseOp::Atanh: return std::atanh(a);
    case PointwiseOp::Ceil: return std::ceil(a);
    case PointwiseOp::Floor: return std::floor(a);
    case PointwiseOp::Erf: return std::erf(a);
    case PointwiseOp::Sign: return std::isnan(a) ? a : static_cast<double>((a > 0) - (a < 0));
    case PointwiseOp::Round: return std::nearbyint(a);
    case PointwiseOp::Sum: return a + b;
    case PointwiseOp::Prod: return a * b;
    case PointwiseOp::Max: return larger(a, b);
    case PointwiseOp::Min: return smaller(a, b);
    case PointwiseOp::Sub: return a - b;
    case PointwiseOp::Div: return a / b;
    case PointwiseOp::Pow: return std::pow(a, b);
    case PointwiseOp::FloorDiv: return std::floor(a / b);
    case PointwiseOp::Relu: return a < 0 ? 0 : a;
    case PointwiseOp::Sigmoid: return 1 / (1 + std::exp(-a));
    case PointwiseOp::Tanh: return std::tanh(a);
    case PointwiseOp::LeakyRelu: return a >= 0 ? a : alpha * a;
    case PointwiseOp::Elu: return a >= 0 ? a : alpha * std::expm1(a);
    case PointwiseOp::Selu: return beta * (a > 0 ? a : alpha * std::expm1(a));
    case PointwiseOp::Softsign: return a / (1 + std::fabs(a));
    case PointwiseOp::Softplus: return alpha * (larger(beta * a, 0) + std::log1p(std::exp(-std::fabs(beta * a))));
    case PointwiseOp::Clip: return larger(smaller(a, beta), alpha);
    case PointwiseOp::HardSigmoid: return larger(smaller(alpha * a + beta, 1), 0);
    case PointwiseOp::ScaledTanh: return alpha * std::tanh(beta * a);
    case PointwiseOp::ThresholdedRelu: return a > alpha || std::isnan(a) ? a : 0;
    default: return 0;
    }
}

std::int64_t integerPower(std::int64_t base, std::int64_t exponent) {
    if (exponent < 0) {
        if (base == 1) return 1;
        if (base == -1) return exponent % 2 == 0 ? 1 : -1;
        return 0;
    }
    std::uint64_t result = 1;
    for (auto factor = static_cast<std::uint64_t>(base); exponent > 0; exponent /= 2, factor *= factor)
        if (exponent % 2 != 0) result *= factor;
    return static_cast<std::int64_t>(result);
}

std::int64_t floorQuotient(std::int64_t a, std::int64_t b) {
    if (b == 0) return 0;
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

/// Operands are within 32 bits, so that no intermediate leaves 64.
std::int64_t integerResult(const PointwiseStep& step, std::int64_t a, std::int64_t b) {
    switch (step.op) {
    case PointwiseOp::Abs: return a < 0 ? -a : a;
    case PointwiseOp::Neg: return -a;
    case PointwiseOp::Sign: return (a > 0) - (a < 0);
    case PointwiseOp::Ceil:
    case PointwiseOp::Floor:
    case PointwiseOp::Round: return a;
    case PointwiseOp::Not: return a == 0;
    case PointwiseOp::Sum: return a + b;
    case PointwiseOp::Prod: return a * b;
    case PointwiseOp::Max: return a > b ? a : b;
    case PointwiseOp::Min: return a < b ? a : b;
    case PointwiseOp::Sub: return a - b;
    case PointwiseOp::Div: return b == 0 ? 0 : a / b;
    case PointwiseOp::FloorDiv: return floorQuotient(a, b);
    case PointwiseOp::Pow: return integerPower(a, b);
    case PointwiseOp::And: return a != 0 && b != 0;
    case PointwiseOp::Or: return a != 0 || b != 0;
    case PointwiseOp::Xor: return (a != 0) != (b != 0);
    case PointwiseOp::Relu: return a < 0 ? 0 : a;
    default:
        return convertValue(PointwiseValue::ofReal(realResult(step, static_cast<double>(a), static_cast<double>(b))),
                            DataType::Float, step.type)
            .integer;
    }
}

bool isComparison(PointwiseOp op) {
    return op == PointwiseOp::Equal || op == PointwiseOp::Greater || op == PointwiseOp::Less;
}

template <class T>
bool compared(PointwiseOp op, T a, T b) {
    if (op == PointwiseOp::Equal) return a == b;
    return op == PointwiseOp::Greater ? a > b : a < b;
}

struct Source {
    const TensorView* view;
    Dims strides;
};

}  // namespace

PointwiseValue evaluateStep(const PointwiseStep& step,
                            DataType operandType,
                            PointwiseValue a,
                            PointwiseValue b,
                            PointwiseValue c) {
    const bool integral = isIntegral(operandType);
    if (step.op == PointwiseOp::Select) return a.integer != 0 ? b : c;
    if (step.op == PointwiseOp::Cast) return convertValue(a, operandType, step.type);
    if (step.op == PointwiseOp::Constant)
        return convertValue(PointwiseValue::ofReal(step.alpha), DataType::Float, step.type);
    if (step.op == PointwiseOp::IsInf) return PointwiseValue::ofInteger(!integral && std::isinf(a.real));
    if (step.op == PointwiseOp::IsNan) return PointwiseValue::ofInteger(!integral && std::isnan(a.real));
    if (isComparison(step.op))
        return PointwiseValue::ofInteger(integral ? compared(step.op, a.integer, b.integer)
                                                  : compared(step.op, a.real, b.real));
    if (integral && isIntegral(step.type))
        return convertValue(PointwiseValue::ofInteger(integerResult(step, a.integer, b.integer)), DataType::Int32,
                            step.type);
    const double x = integral ? static_cast<double>(a.integer) : a.real;
    const double y = integral ? static_cast<double>(b.integer) : b.real;
    return convertValue(PointwiseValue::ofReal(realResult(step, x, y)), DataType::Float, step.type);
}

KernelStatus pointwise(const PointwiseProgram& program, std::span<const TensorView> inputs, const TensorView& out) {
    PointwiseProgram steps = program;
    if (program.empty()) {
        if (inputs.empty()) return KernelStatus::BadArgument;
        steps.steps[0] = {.op = PointwiseOp::Input, .type = inputs[0].type, .a = 0};
        steps.steps[1] = {.op = PointwiseOp::Cast, .type = out.type, .a = 0};
        steps.stepCount = 2;
        steps.inputCount = 1;
    }
    if (steps.inputCount > static_cast<int>(inputs.size()) || steps.inputCount > kMaxPointwiseInputs)
        return KernelStatus::BadArgument;
    if (steps.result().type != out.type || out.type == DataType::Fp8) return KernelStatus::BadArgument;

    std::array<Source, kMaxPointwiseInputs> sources{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(steps.inputCount); ++i) {
        if (!broadcastsTo(inputs[i].dims, out.dims) || inputs[i].type == DataType::Fp8)
            return KernelStatus::BadArgument;
        sources[i] = {&inputs[i], broadcastStrides(inputs[i].dims, out.dims)};
    }
    for (std::size_t s = 0; s < static_cast<std::size_t>(steps.stepCount); ++s) {
        const PointwiseStep& step = steps.steps[s];
        if (step.op == PointwiseOp::Input && inputs[static_cast<std::size_t>(step.a)].type != step.type)
            return KernelStatus::BadArgument;
    }

    std::int64_t target = 0;
    std::array<PointwiseValue, kMaxPointwiseSteps> values{};
    const auto operand = [&](std::int8_t step) {
        return step < 0 ? PointwiseValue{} : values[static_cast<std::size_t>(step)];
    };
    forEachIndex(out.dims, [&](const Dims& index) {
        for (std::size_t s = 0; s < static_cast<std::size_t>(steps.stepCount); ++s) {
            const PointwiseStep& step = steps.steps[s];
            if (step.op == PointwiseOp::Input) {
                const Source& source = sources[static_cast<std::size_t>(step.a)];
                values[s] = loadElement(*source.view, offsetOf(index, source.strides));
                continue;
            }
            const int typed = step.op == PointwiseOp::Select ? step.b : step.a;
            const DataType operandType = typed < 0 ? step.type : steps.steps[static_cast<std::size_t>(typed)].type;
            values[s] = evaluateStep(step, operandType, operand(step.a), operand(step.b), operand(step.c));
        }
        storeElement(out, target++, values[static_cast<std::size_t>(steps.stepCount - 1)]);
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
