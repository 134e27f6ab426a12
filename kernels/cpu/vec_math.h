// SPDX-License-Identifier: Apache-2.0
// For *.isa.cpp only, see vec.h. Elementary functions on vectors; errors are measured against libm in double by
// tests/kernels/pointwise_test.cpp. Polynomials interpolate at Chebyshev nodes of the intervals named.
#pragma once
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {

template <int N>
static inline Floats polynomial(Floats x, const float (&c)[N]) {
    Floats sum = splat(c[N - 1]);
    for (int i = N - 2; i >= 0; --i) sum = sum * x + c[i];
    return sum;
}

/// x = n ln 2 + r with |r| <= ln 2 / 2.
struct ExpParts {
    Floats n, r;
};
static inline ExpParts expParts(Floats x) {
    const Floats magic = splat(0x1.8p23F);
    const Floats n = (x * 1.44269504F + magic) - magic;
    return {n, (x - n * 0.693359375F) + n * 2.12194440e-4F};
}
/// (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2.
static inline Floats expTail(Floats r) {
    constexpr float c[] = {5.000000014e-01F, 1.666666668e-01F, 4.166646420e-02F,
                           8.333310845e-03F, 1.393373071e-03F, 1.989108049e-04F};
    return polynomial(r, c);
}
/// 2^n for an integral n in [-126, 127].
static inline Floats powerOfTwo(Floats n) { return fromBits((toInts(n) + 127) << 23); }

static inline Floats expOf(Floats x) {
    const Floats clamped = fastMin(splat(89.0F), fastMax(splat(-104.0F), x));  // keeps NaN, as all that follows does
    const ExpParts p = expParts(clamped);
    const Floats mantissa = (p.r * p.r) * expTail(p.r) + p.r + 1.0F;
    return timesPowerOfTwo(mantissa, p.n);
}

/// e^x - 1 without cancellation; meant for x <= 0, right for all.
static inline Floats expMinusOne(Floats x) {
    const Floats clamped = fastMin(splat(88.0F), fastMax(splat(-26.0F), x));
    const ExpParts p = expParts(clamped);
    const Floats tail = (p.r * p.r) * expTail(p.r) + p.r;
    const Floats scale = powerOfTwo(p.n);
    const Floats value = scale * tail + (scale - 1.0F);
    const Floats large = select(x > 88.0F, expOf(x), value);
    return select((x != x) | (x == 0.0F), x, large);
}

/// ln of a positive normal number: the exponent and f with x = 2^exponent (1 + f), sqrt(1/2) <= 1 + f < sqrt(2).
struct LogParts {
    Floats exponent, f;
};
static inline LogParts logParts(Floats x) {
    const Ints shifted = bits(x) - 0x3f3504f3;
    const Ints exponent = shifted >> 23;
    return {toFloats(exponent), fromBits((shifted & 0x7fffff) + 0x3f3504f3) - 1.0F};
}
/// (ln(1 + f) - f + f^2 / 2) / f^3 on the interval of LogParts.
static inline Floats logTail(Floats f) {
    constexpr float c[] = {3.333333117e-01F,  -2.499999693e-01F, 2.000071721e-01F,  -1.666780713e-01F, 1.424900724e-01F,
                           -1.242552333e-01F, 1.168578467e-01F,  -1.148121222e-01F, 6.972518945e-02F};
    return polynomial(f, c);
}
static inline Floats logOfParts(const LogParts& p) {
    const Floats square = p.f * p.f;
    const Floats small = square * p.f * logTail(p.f) + p.exponent * -2.12194440e-4F;
    return ((small - 0.5F * square) + p.f) + p.exponent * 0.693359375F;
}
static inline Floats logOf(Floats x) {
    const Ints subnormal = x < 0x1p-126F;
    LogParts p = logParts(select(subnormal, x * 0x1p25F, x));
    p.exponent = select(subnormal, p.exponent - 25.0F, p.exponent);
    Floats out = logOfParts(p);
    const float infinity = __builtin_inff();
    out = select(x == infinity, x, out);
    out = select(x == 0.0F, splat(-infinity), out);
    return select((x < 0.0F) | (x != x), splat(__builtin_nanf("")), out);
}

/// ln(1 + x) for 0 <= x <= 1.
static inline Floats logOnePlus(Floats x) {
    const Floats sum = 1.0F + x;
    const Floats lost = x - (sum - 1.0F);
    return logOfParts(logParts(sum)) + lost / sum;
}

static inline Floats sigmoidOf(Floats x) {
    const Floats e = expOf(-absolute(x));
    const Floats positive = reciprocal(1.0F + e);
    return select(x < 0.0F, e * positive, positive);
}

/// x sigmoid(x). Below -87, where the sigmoid is below 2e-38, it counts as zero.
static inline Floats gatedOf(Floats x) {
    const ExpParts p = expParts(fastMin(splat(87.0F), fastMax(splat(-87.0F), -x)));
    const Floats e = timesPowerOfTwo((p.r * p.r) * expTail(p.r) + p.r + 1.0F, p.n);
    return x * select(x > -87.0F, reciprocal(1.0F + e), splat(0.0F));
}

static inline Floats tanhOf(Floats x) {
    constexpr float c[] = {-3.333333317e-01F, 1.333330356e-01F,  -5.395925958e-02F,
                           2.176891864e-02F,  -8.343945495e-03F, 2.292744797e-03F};  // (tanh(x)/x - 1)/x^2, x^2 < 0.39
    const Floats magnitude = absolute(x);
    const Floats square = x * x;
    const Floats small = (x * square) * polynomial(square, c) + x;
    const Floats large = 1.0F - 2.0F * reciprocal(expOf(2.0F * fastMin(splat(10.0F), magnitude)) + 1.0F);
    return select(magnitude < 0.625F, small, withSignOf(large, x));
}

static inline Floats erfOf(Floats x) {
    constexpr float inner[] = {1.128379167e+00F, -3.761263847e-01F, 1.128378250e-01F, -2.686543073e-02F,
                               5.221031808e-03F, -8.484080404e-04F, 1.126595900e-04F, -9.667044471e-06F};  // erf(x)/x
    constexpr float outer[] = {-1.605426232e-04F, 2.850086427e-01F,  2.590739301e-01F,  3.499493000e-01F,
                               -1.080541396e-01F, 5.687121358e-01F, -4.748584889e-01F, 1.203898698e-01F};
    const Floats magnitude = absolute(x);
    const Floats square = x * x;
    const Floats small = x * polynomial(square, inner);
    const Floats t = reciprocal(1.0F + 0.5F * fastMin(splat(8.0F), magnitude));  // outer: erfc(x) e^(x^2) for 1 <= x <= 4.1
    const Floats large = 1.0F - expOf(-square) * polynomial(t, outer);
    const Floats beyond = select(magnitude > 4.0F, splat(1.0F), large);
    const Floats out = select(magnitude < 1.0F, small, withSignOf(beyond, x));
    return select(x != x, x, out);
}

}  // namespace planscope::kernels::cpu::PS_ISA
