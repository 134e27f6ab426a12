// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pointwise.h"
#include "kernels/safe/records.h"
#include "kernels/safe/rows.h"

#include <cmath>

/// Single steps of pointwise programs over rows. Real values are single-precision numbers, all others 32-bit integers.
namespace planscope::kernels::safe {
namespace {

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

}  // namespace
}  // namespace planscope::kernels::safe
