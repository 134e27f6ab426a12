// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/pointwise_isa.h"
#include "kernels/cpu/vec_half.h"
#include "kernels/cpu/vec_math.h"

#include <math.h>

namespace planscope::kernels::cpu::PS_ISA {
namespace {

template <auto Function>
void unary(float* out, const TileOperand* in, std::int64_t vectors, float alpha, float beta) {
    const TileOperand a = in[0];
    for (std::int64_t i = 0; i < vectors; ++i)
        store(out + i * kLanes, Function(load(a.data + i * a.step), alpha, beta));
}

template <auto Function>
void binary(float* out, const TileOperand* in, std::int64_t vectors, float, float) {
    const TileOperand a = in[0];
    const TileOperand b = in[1];
    for (std::int64_t i = 0; i < vectors; ++i)
        store(out + i * kLanes, Function(load(a.data + i * a.step), load(b.data + i * b.step)));
}

/// Rare functions, one lane at a time.
template <auto Function>
void unaryLanes(float* out, const TileOperand* in, std::int64_t vectors, float, float) {
    for (std::int64_t i = 0; i < vectors * kLanes; ++i) {
        const std::int64_t vector = i / kLanes;
        out[i] = Function(in[0].data[vector * in[0].step + i % kLanes]);
    }
}

/// Base and exponent in double through powf only where no cheap form exists; see the exponents tested here.
void power(float* out, const TileOperand* in, std::int64_t vectors, float, float) {
    const TileOperand a = in[0];
    const TileOperand b = in[1];
    const float exponent = b.data[0];
    for (std::int64_t i = 0; i < vectors; ++i) {
        const Floats x = load(a.data + i * a.step);
        const Floats y = load(b.data + i * b.step);
        Floats result;
        if (b.step == 0 && exponent == 2.0F) result = x * x;
        else if (b.step == 0 && exponent == 1.0F) result = x;
        else if (b.step == 0 && exponent == -1.0F) result = 1.0F / x;
        else
            for (int lane = 0; lane < kLanes; ++lane) result[lane] = powf(x[lane], y[lane]);
        store(out + i * kLanes, result);
    }
}

void selectTile(float* out, const TileOperand* in, std::int64_t vectors, float, float) {
    for (std::int64_t i = 0; i < vectors; ++i) {
        const Ints mask = bits(load(in[0].data + i * in[0].step));
        store(out + i * kLanes,
              select(mask, load(in[1].data + i * in[1].step), load(in[2].data + i * in[2].step)));
    }
}

Floats floorDivide(Floats a, Floats b) {
    const Floats quotient = floorOf(a / b);
    const Floats remainder = a - quotient * b;  // exact where fused; tells a quotient that was rounded up
    const Ints tooLarge = ((b < 0.0F) ? remainder > 0.0F : remainder < 0.0F) & (absolute(quotient) < 0x1p24F);
    return select(tooLarge, quotient - 1.0F, quotient);
}

Floats signOf(Floats x) {
    const Floats sign = select(x > 0.0F, splat(1.0F), select(x < 0.0F, splat(-1.0F), splat(0.0F)));
    return select(x != x, x, sign);
}

Floats softplus(Floats x, float alpha, float beta) {
    const Floats scaled = x * beta;
    return alpha * (larger(scaled, splat(0.0F)) + logOnePlus(expOf(-absolute(scaled))));
}

template <class T>
void widenAll(float* out, const void* in, std::int64_t count) {
    const T* from = static_cast<const T*>(in);
    for (std::int64_t i = 0; i < count; ++i) out[i] = static_cast<float>(from[i]);
}

/// The values are within the type.
template <class T>
void narrowAll(void* out, const float* in, std::int64_t count) {
    T* to = static_cast<T*>(out);
    for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<T>(static_cast<std::int32_t>(in[i]));
}

void widenHalfTile(float* out, const void* in, std::int64_t count) { widenHalves(static_cast<const std::uint16_t*>(in), out, count); }
void narrowHalfTile(void* out, const float* in, std::int64_t count) { narrowToHalves(in, static_cast<std::uint16_t*>(out), count); }

Floats truncatedInto(Floats x, float low, float high) {
    const Floats whole = select(x < 0.0F, ceilOf(x), floorOf(x));
    const Floats bounded = fastMin(fastMax(whole, splat(low)), splat(high));
    return select(x != x, splat(0.0F), bounded);
}

/// Quotients below 2^11 times the inverse are within 2^-11 of the rounded quotient: only near the middle between two integers, and
/// beyond, the division itself decides.
Floats divideRound(Floats x, float step, float inverse) {
    const Floats product = x * inverse;
    const Floats nearest = roundEven(product);
    const Ints isSure = (absolute(product) < 0x1p11F) & (absolute(product - nearest) < 0.499F);
    std::int32_t all = -1;
    for (int i = 0; i < kLanes; ++i) all &= isSure[i];
    return all != 0 ? nearest : roundEven(x / step);
}

constexpr PointwiseIsa makeTable() {
    PointwiseIsa t;
    t.lanes = kLanes;
    const auto set = [&t](PointwiseOp op, TileFunction function) { t.functions[static_cast<int>(op)] = function; };
    set(PointwiseOp::Exp, &unary<[](Floats x, float, float) { return expOf(x); }>);
    set(PointwiseOp::Log, &unary<[](Floats x, float, float) { return logOf(x); }>);
    set(PointwiseOp::Sqrt, &unary<[](Floats x, float, float) { return squareRoot(x); }>);
    set(PointwiseOp::Recip, &unary<[](Floats x, float, float) { return 1.0F / x; }>);
    set(PointwiseOp::Abs, &unary<[](Floats x, float, float) { return absolute(x); }>);
    set(PointwiseOp::Neg, &unary<[](Floats x, float, float) { return -x; }>);
    set(PointwiseOp::Sin, &unaryLanes<[](float x) { return sinf(x); }>);
    set(PointwiseOp::Cos, &unaryLanes<[](float x) { return cosf(x); }>);
    set(PointwiseOp::Tan, &unaryLanes<[](float x) { return tanf(x); }>);
    set(PointwiseOp::Sinh, &unaryLanes<[](float x) { return sinhf(x); }>);
    set(PointwiseOp::Cosh, &unaryLanes<[](float x) { return coshf(x); }>);
    set(PointwiseOp::Asin, &unaryLanes<[](float x) { return asinf(x); }>);
    set(PointwiseOp::Acos, &unaryLanes<[](float x) { return acosf(x); }>);
    set(PointwiseOp::Atan, &unaryLanes<[](float x) { return atanf(x); }>);
    set(PointwiseOp::Asinh, &unaryLanes<[](float x) { return asinhf(x); }>);
    set(PointwiseOp::Acosh, &unaryLanes<[](float x) { return acoshf(x); }>);
    set(PointwiseOp::Atanh, &unaryLanes<[](float x) { return atanhf(x); }>);
    set(PointwiseOp::Ceil, &unary<[](Floats x, float, float) { return ceilOf(x); }>);
    set(PointwiseOp::Floor, &unary<[](Floats x, float, float) { return floorOf(x); }>);
    set(PointwiseOp::Erf, &unary<[](Floats x, float, float) { return erfOf(x); }>);
    set(PointwiseOp::Not, &unary<[](Floats x, float, float) { return fromBits(~bits(x)); }>);
    set(PointwiseOp::Sign, &unary<[](Floats x, float, float) { return signOf(x); }>);
    set(PointwiseOp::Round, &unary<[](Floats x, float, float) { return roundEven(x); }>);
    set(PointwiseOp::IsInf, &unary<[](Floats x, float, float) { return fromBits(absolute(x) == __builtin_inff()); }>);
    set(PointwiseOp::IsNan, &unary<[](Floats x, float, float) { return fromBits(x != x); }>);
    set(PointwiseOp::Sum, &binary<[](Floats a, Floats b) { return a + b; }>);
    set(PointwiseOp::Prod, &binary<[](Floats a, Floats b) { return a * b; }>);
    set(PointwiseOp::Max, &binary<[](Floats a, Floats b) { return larger(a, b); }>);
    set(PointwiseOp::Min, &binary<[](Floats a, Floats b) { return smaller(a, b); }>);
    set(PointwiseOp::Sub, &binary<[](Floats a, Floats b) { return a - b; }>);
    set(PointwiseOp::Div, &binary<[](Floats a, Floats b) { return a / b; }>);
    set(PointwiseOp::Pow, &power);
    set(PointwiseOp::FloorDiv, &binary<[](Floats a, Floats b) { return floorDivide(a, b); }>);
    set(PointwiseOp::And, &binary<[](Floats a, Floats b) { return fromBits(bits(a) & bits(b)); }>);
    set(PointwiseOp::Or, &binary<[](Floats a, Floats b) { return fromBits(bits(a) | bits(b)); }>);
    set(PointwiseOp::Xor, &binary<[](Floats a, Floats b) { return fromBits(bits(a) ^ bits(b)); }>);
    set(PointwiseOp::Equal, &binary<[](Floats a, Floats b) { return fromBits(a == b); }>);
    set(PointwiseOp::Greater, &binary<[](Floats a, Floats b) { return fromBits(a > b); }>);
    set(PointwiseOp::Less, &binary<[](Floats a, Floats b) { return fromBits(a < b); }>);
    set(PointwiseOp::Relu, &unary<[](Floats x, float, float) { return select(x < 0.0F, splat(0.0F), x); }>);
    set(PointwiseOp::Sigmoid, &unary<[](Floats x, float, float) { return sigmoidOf(x); }>);
    set(PointwiseOp::Tanh, &unary<[](Floats x, float, float) { return tanhOf(x); }>);
    set(PointwiseOp::LeakyRelu,
        &unary<[](Floats x, float alpha, float) { return select(x >= 0.0F, x, x * alpha); }>);
    set(PointwiseOp::Elu,
        &unary<[](Floats x, float alpha, float) { return select(x >= 0.0F, x, alpha * expMinusOne(x)); }>);
    set(PointwiseOp::Selu, &unary<[](Floats x, float alpha, float beta) {
            return beta * select(x > 0.0F, x, alpha * expMinusOne(x));
        }>);
    set(PointwiseOp::Softsign, &unary<[](Floats x, float, float) { return x / (1.0F + absolute(x)); }>);
    set(PointwiseOp::Softplus, &unary<[](Floats x, float alpha, float beta) { return softplus(x, alpha, beta); }>);
    set(PointwiseOp::Clip, &unary<[](Floats x, float low, float high) {
            const Floats below = select(x > high, splat(high), x);
            return select(below < low, splat(low), below);
        }>);
    set(PointwiseOp::HardSigmoid, &unary<[](Floats x, float alpha, float beta) {
            const Floats line = x * alpha + beta;
            const Floats below = select(line > 1.0F, splat(1.0F), line);
            return select(below < 0.0F, splat(0.0F), below);
        }>);
    set(PointwiseOp::ScaledTanh,
        &unary<[](Floats x, float alpha, float beta) { return alpha * tanhOf(x * beta); }>);
    set(PointwiseOp::ThresholdedRelu, &unary<[](Floats x, float alpha, float) {
            return select((x > alpha) | (x != x), x, splat(0.0F));
        }>);
    set(PointwiseOp::Select, &selectTile);
    t.copy = &unary<[](Floats x, float, float) { return x; }>;
    t.boolEqual = &binary<[](Floats a, Floats b) { return fromBits(~(bits(a) ^ bits(b))); }>;
    t.boolToFloat = &unary<[](Floats x, float, float) { return fromBits(bits(x) & 0x3f800000); }>;
    t.floatToBool = &unary<[](Floats x, float, float) { return fromBits(x != 0.0F); }>;
    t.toInteger = &unary<[](Floats x, float low, float high) { return truncatedInto(x, low, high); }>;
    t.divideRound = &unary<[](Floats x, float step, float inverse) { return divideRound(x, step, inverse); }>;
    t.widen[kInt8Tile] = &widenAll<std::int8_t>;
    t.widen[kUInt8Tile] = &widenAll<std::uint8_t>;
    t.widen[kInt32Tile] = &widenAll<std::int32_t>;
    t.widen[kHalfTile] = &widenHalfTile;
    t.narrow[kHalfTile] = &narrowHalfTile;
    t.gated = &unary<[](Floats x, float, float) { return gatedOf(x); }>;
    t.toHalf = &unary<[](Floats x, float, float) { return halfOf(x); }>;
    t.narrow[kInt8Tile] = &narrowAll<std::int8_t>;
    t.narrow[kUInt8Tile] = &narrowAll<std::uint8_t>;
    return t;
}

}  // namespace

extern constinit const PointwiseIsa pointwiseIsa = makeTable();

}  // namespace planscope::kernels::cpu::PS_ISA
