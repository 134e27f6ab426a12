// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pointwise.h"
#include "kernels/safe/records.h"
#include "kernels/safe/rows.h"

#include <cmath>

/// Pointwise programs over rows of at most kRow elements. Values of Float and Half steps are single-precision numbers (Half: rounded),
/// all others 32-bit integers.
namespace planscope::kernels::safe {
namespace {

/// What Input steps read.
struct Operand {
    const unsigned char* data = nullptr;
    DataType type = DataType::Float;
    bool repeats = false;  ///< one element stands for the whole row
};

constexpr std::uint64_t kSlotBytes = kRow * 4;

/// As the oracle: NaN in the first operand wins.
inline float maximum(float a, float b) { return ((a != a) | (a > b)) ? a : b; }
inline float minimum(float a, float b) { return ((a != a) | (a < b)) ? a : b; }

template <class T, class R, class F>
inline void each(const void* a, void* out, int count, F f) {
    const T* x = static_cast<const T*>(a);
    R* y = static_cast<R*>(out);
    for (int i = 0; i < count; ++i) y[i] = f(x[i]);
}

template <class T, class R, class F>
inline void eachPair(const void* a, const void* b, void* out, int count, F f) {
    const T* x = static_cast<const T*>(a);
    const T* y = static_cast<const T*>(b);
    R* z = static_cast<R*>(out);
    for (int i = 0; i < count; ++i) z[i] = f(x[i], y[i]);
}

inline double unaryOf(PointwiseOp op, double a, double alpha, double beta) {
    switch (op) {
    case PointwiseOp::Exp: return std::exp(a);
    case PointwiseOp::Log: return std::log(a);
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
    case PointwiseOp::Erf: return std::erf(a);
    case PointwiseOp::Sigmoid: return 1 / (1 + std::exp(-a));
    case PointwiseOp::Tanh: return std::tanh(a);
    case PointwiseOp::Elu: return a >= 0 ? a : alpha * std::expm1(a);
    case PointwiseOp::Selu: return beta * (a > 0 ? a : alpha * std::expm1(a));
    case PointwiseOp::Softplus: return alpha * ((beta * a > 0 ? beta * a : 0) + std::log1p(std::exp(-std::fabs(beta * a))));
    case PointwiseOp::ScaledTanh: return alpha * std::tanh(beta * a);
    default: return 0;
    }
}

/// Functions of the C library, element by element.
inline void libraryStep(const ProgramStepRecord& step, const void* a, void* out, int count) {
    const auto op = static_cast<PointwiseOp>(step.op);
    const double alpha = static_cast<double>(step.alpha), beta = static_cast<double>(step.beta);
    each<float, float>(a, out, count, [=](float x) { return static_cast<float>(unaryOf(op, static_cast<double>(x), alpha, beta)); });
}

inline void realUnary(const ProgramStepRecord& step, const void* a, void* out, int count) {
    const float alpha = step.alpha, beta = step.beta;
    switch (static_cast<PointwiseOp>(step.op)) {
    case PointwiseOp::Sqrt: return each<float, float>(a, out, count, [](float x) { return std::sqrt(x); });
    case PointwiseOp::Recip: return each<float, float>(a, out, count, [](float x) { return 1 / x; });
    case PointwiseOp::Abs: return each<float, float>(a, out, count, [](float x) { return std::fabs(x); });
    case PointwiseOp::Neg: return each<float, float>(a, out, count, [](float x) { return -x; });
    case PointwiseOp::Ceil: return each<float, float>(a, out, count, [](float x) { return __builtin_ceilf(x); });
    case PointwiseOp::Floor: return each<float, float>(a, out, count, [](float x) { return __builtin_floorf(x); });
    case PointwiseOp::Round: return each<float, float>(a, out, count, [](float x) { return __builtin_rintf(x); });
    case PointwiseOp::Sign: return each<float, float>(a, out, count, [](float x) { return x != x ? x : static_cast<float>((x > 0) - (x < 0)); });
    case PointwiseOp::Relu: return each<float, float>(a, out, count, [](float x) { return x < 0 ? 0.0F : x; });
    case PointwiseOp::Clip:
        return each<float, float>(a, out, count, [=](float x) {
            const float low = x >= beta ? beta : x;
            return low <= alpha ? alpha : low;
        });
    case PointwiseOp::LeakyRelu: return each<float, float>(a, out, count, [=](float x) { return x >= 0 ? x : alpha * x; });
    case PointwiseOp::ThresholdedRelu: return each<float, float>(a, out, count, [=](float x) { return x <= alpha ? 0.0F : x; });
    case PointwiseOp::Softsign: return each<float, float>(a, out, count, [](float x) {
        return static_cast<float>(static_cast<double>(x) / (1 + std::fabs(static_cast<double>(x)))); });
    case PointwiseOp::HardSigmoid:
        return each<float, float>(a, out, count, [=](float x) {
            const double y = static_cast<double>(alpha) * static_cast<double>(x) + static_cast<double>(beta);
            const double high = y != y || y < 1 ? y : 1;
            return static_cast<float>(high != high || high > 0 ? high : 0);
        });
    default: return libraryStep(step, a, out, count);
    }
}

inline void realPair(const ProgramStepRecord& step, const void* a, const void* b, void* out, int count) {
    switch (static_cast<PointwiseOp>(step.op)) {
    case PointwiseOp::Sum: return eachPair<float, float>(a, b, out, count, [](float x, float y) { return x + y; });
    case PointwiseOp::Prod: return eachPair<float, float>(a, b, out, count, [](float x, float y) { return x * y; });
    case PointwiseOp::Max: return eachPair<float, float>(a, b, out, count, [](float x, float y) { return maximum(x, y); });
    case PointwiseOp::Min: return eachPair<float, float>(a, b, out, count, [](float x, float y) { return minimum(x, y); });
    case PointwiseOp::Sub: return eachPair<float, float>(a, b, out, count, [](float x, float y) { return x - y; });
    case PointwiseOp::Div: return eachPair<float, float>(a, b, out, count, [](float x, float y) { return x / y; });
    case PointwiseOp::Pow:
        return eachPair<float, float>(a, b, out, count, [](float x, float y) {
            return static_cast<float>(std::pow(static_cast<double>(x), static_cast<double>(y))); });
    case PointwiseOp::FloorDiv:
        return eachPair<float, float>(a, b, out, count, [](float x, float y) {
            return static_cast<float>(std::floor(static_cast<double>(x) / static_cast<double>(y))); });
    case PointwiseOp::Equal: return eachPair<float, std::int32_t>(a, b, out, count, [](float x, float y) { return x == y; });
    case PointwiseOp::Greater: return eachPair<float, std::int32_t>(a, b, out, count, [](float x, float y) { return x > y; });
    default: return eachPair<float, std::int32_t>(a, b, out, count, [](float x, float y) { return x < y; });
    }
}

using Int = std::int32_t;

/// Sums and products modulo 2^32.
inline Int wrapSum(Int x, Int y) { return static_cast<Int>(static_cast<std::uint32_t>(x) + static_cast<std::uint32_t>(y)); }
inline Int wrapDifference(Int x, Int y) { return static_cast<Int>(static_cast<std::uint32_t>(x) - static_cast<std::uint32_t>(y)); }
inline Int wrapProduct(Int x, Int y) { return static_cast<Int>(static_cast<std::uint32_t>(x) * static_cast<std::uint32_t>(y)); }
inline Int quotient(Int x, Int y) { return y == 0 ? 0 : static_cast<Int>(static_cast<std::int64_t>(x) / y); }
inline Int floorQuotient(Int x, Int y) {
    if (y == 0) return 0;
    const std::int64_t whole = static_cast<std::int64_t>(x) / y;
    return static_cast<Int>(static_cast<std::int64_t>(x) % y != 0 && (x < 0) != (y < 0) ? whole - 1 : whole);
}

inline void integerUnary(const ProgramStepRecord& step, const void* a, void* out, int count) {
    switch (static_cast<PointwiseOp>(step.op)) {
    case PointwiseOp::Abs: return each<Int, Int>(a, out, count, [](Int x) { return x < 0 ? wrapDifference(0, x) : x; });
    case PointwiseOp::Neg: return each<Int, Int>(a, out, count, [](Int x) { return wrapDifference(0, x); });
    case PointwiseOp::Sign: return each<Int, Int>(a, out, count, [](Int x) { return (x > 0) - (x < 0); });
    case PointwiseOp::Not: return each<Int, Int>(a, out, count, [](Int x) { return x == 0; });
    case PointwiseOp::Relu: return each<Int, Int>(a, out, count, [](Int x) { return x < 0 ? 0 : x; });
    default: return each<Int, Int>(a, out, count, [](Int x) { return x; });
    }
}

inline void integerPair(const ProgramStepRecord& step, const void* a, const void* b, void* out, int count) {
    switch (static_cast<PointwiseOp>(step.op)) {
    case PointwiseOp::Sum: return eachPair<Int, Int>(a, b, out, count, wrapSum);
    case PointwiseOp::Prod: return eachPair<Int, Int>(a, b, out, count, wrapProduct);
    case PointwiseOp::Sub: return eachPair<Int, Int>(a, b, out, count, wrapDifference);
    case PointwiseOp::Max: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return x > y ? x : y; });
    case PointwiseOp::Min: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return x < y ? x : y; });
    case PointwiseOp::Div: return eachPair<Int, Int>(a, b, out, count, quotient);
    case PointwiseOp::FloorDiv: return eachPair<Int, Int>(a, b, out, count, floorQuotient);
    case PointwiseOp::And: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return x != 0 && y != 0; });
    case PointwiseOp::Or: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return x != 0 || y != 0; });
    case PointwiseOp::Xor: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return (x != 0) != (y != 0); });
    case PointwiseOp::Equal: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return x == y; });
    case PointwiseOp::Greater: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return x > y; });
    default: return eachPair<Int, Int>(a, b, out, count, [](Int x, Int y) { return x < y; });
    }
}

/// Toward zero, into [low, high]; NaN gives 0. The bounds are those of a type of at most 16 bits.
inline void saturateRow(const float* from, Int* to, int count, float low, float high) {
    for (int i = 0; i < count; ++i) {
        const float x = from[i] != from[i] ? 0.0F : from[i];
        const float above = x < low ? low : x;
        const float within = above > high ? high : above;
        to[i] = static_cast<Int>(within);
    }
}

inline void truncateRow(const float* from, Int* to, int count) {
    for (int i = 0; i < count; ++i) {
        const float x = from[i];
        const bool fits = x >= -0x1p31F && x < 0x1p31F;
        const Int whole = static_cast<Int>(fits ? x : 0.0F);
        to[i] = fits || x != x ? whole : x < 0 ? -2147483647 - 1 : 2147483647;
    }
}

inline void castRow(DataType from, DataType to, const void* a, void* out, int count) {
    if (isReal(from)) {
        const auto* x = static_cast<const float*>(a);
        if (to == DataType::Bool) return each<float, Int>(a, out, count, [](float v) { return v != 0; });
        if (to == DataType::Int8) return saturateRow(x, static_cast<Int*>(out), count, -128, 127);
        if (to == DataType::UInt8) return saturateRow(x, static_cast<Int*>(out), count, 0, 255);
        if (to == DataType::Int32) return truncateRow(x, static_cast<Int*>(out), count);
        return each<float, float>(a, out, count, [](float v) { return v; });
    }
    if (to == DataType::Bool) return each<Int, Int>(a, out, count, [](Int v) { return v != 0; });
    if (isReal(to)) return each<Int, float>(a, out, count, [](Int v) { return static_cast<float>(v); });
    return each<Int, Int>(a, out, count, [](Int v) { return v; });
}

/// Integers that left their type come back modulo its size.
inline void wrapRow(DataType type, Int* row, int count) {
    if (type == DataType::Int8)
        for (int i = 0; i < count; ++i) row[i] = static_cast<std::int8_t>(row[i]);
    if (type == DataType::UInt8)
        for (int i = 0; i < count; ++i) row[i] = static_cast<std::uint8_t>(row[i]);
}

inline void selectRow(const void* condition, const void* yes, const void* no, void* out, int count) {
    const auto* c = static_cast<const Int*>(condition);
    const auto* y = static_cast<const Int*>(yes);
    const auto* n = static_cast<const Int*>(no);
    auto* z = static_cast<Int*>(out);
    for (int i = 0; i < count; ++i) z[i] = c[i] != 0 ? y[i] : n[i];
}

inline const void* loadOperand(const Operand& operand, int count, unsigned char* slot) {
    const bool real = isReal(operand.type);
    if (!operand.repeats && (operand.type == DataType::Float || operand.type == DataType::Int32)) return operand.data;
    if (real) loadReal(operand.type, operand.data, operand.repeats ? 1 : count, reinterpret_cast<float*>(slot));
    else loadInteger(operand.type, operand.data, operand.repeats ? 1 : count, reinterpret_cast<Int*>(slot));
    if (!operand.repeats) return slot;
    auto* values = reinterpret_cast<Int*>(slot);
    const Int first = values[0];
    for (int i = 1; i < count; ++i) values[i] = first;
    return slot;
}

inline void fillConstant(const ProgramStepRecord& step, unsigned char* slot, int count) {
    float value[1] = {step.alpha};
    Int bits = 0;
    if (isReal(static_cast<DataType>(step.type))) std::memcpy(&bits, value, sizeof bits);
    else castRow(DataType::Float, static_cast<DataType>(step.type), value, &bits, 1);
    auto* values = reinterpret_cast<Int*>(slot);
    for (int i = 0; i < count; ++i) values[i] = bits;
}

/// One step with operands, result in `out`.
inline void computeStep(const ProgramRecord& program, const ProgramStepRecord& step, const void* const* values, unsigned char* out, int count) {
    const auto op = static_cast<PointwiseOp>(step.op);
    const auto type = static_cast<DataType>(step.type);
    const void* a = values[step.a];
    if (op == PointwiseOp::Select) return selectRow(a, values[step.b], values[step.c], out, count);
    const auto from = static_cast<DataType>(program.steps[step.a].type);
    if (op == PointwiseOp::Cast) castRow(from, type, a, out, count);
    else if (op == PointwiseOp::IsInf) each<float, Int>(a, out, count, [](float x) { return std::fabs(x) > 3.4028235e38F; });
    else if (op == PointwiseOp::IsNan) each<float, Int>(a, out, count, [](float x) { return x != x; });
    else if (step.b < 0 && isReal(from)) realUnary(step, a, out, count);
    else if (step.b < 0) integerUnary(step, a, out, count);
    else if (isReal(from)) realPair(step, a, values[step.b], out, count);
    else integerPair(step, a, values[step.b], out, count);
    if (!isReal(type)) wrapRow(type, reinterpret_cast<Int*>(out), count);
    if (type != DataType::Half) return;
    auto* reals = reinterpret_cast<float*>(out);
    for (int i = 0; i < count; ++i) reals[i] = widened(narrowed(reals[i]));
}

/// Runs a checked program over `count` <= kRow elements.
/// @param slots  stepCount times kSlotBytes
/// @param out    `count` elements of the result's type
inline void runProgram(const ProgramRecord& program, const Operand* operands, int count, unsigned char* slots, DataType type, unsigned char* out) {
    const void* values[kProgramSteps] = {};
    for (int s = 0; s < program.stepCount; ++s) {
        const ProgramStepRecord& step = program.steps[s];
        unsigned char* slot = slots + static_cast<std::uint64_t>(s) * kSlotBytes;
        values[s] = slot;
        if (static_cast<PointwiseOp>(step.op) == PointwiseOp::Input) values[s] = loadOperand(operands[step.a], count, slot);
        else if (static_cast<PointwiseOp>(step.op) == PointwiseOp::Constant) fillConstant(step, slot, count);
        else computeStep(program, step, values, slot, count);
    }
    const void* result = values[program.stepCount - 1];
    if (isReal(type)) storeReal(type, static_cast<const float*>(result), count, out);
    else storeInteger(type, static_cast<const Int*>(result), count, out);
}

}  // namespace
}  // namespace planscope::kernels::safe
