// SPDX-License-Identifier: Apache-2.0
// For *.isa.cpp only. Such a file is compiled once per instruction set with PS_ISA (a namespace) and PS_VECTOR_BYTES;
// everything here is in that namespace, and such files call no inline function from elsewhere: the linker keeps one
// copy of those, which could be one that the machine cannot run.
#pragma once
#include <cstddef>
#include <cstdint>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace planscope::kernels::cpu::PS_ISA {

inline constexpr int kLanes = PS_VECTOR_BYTES / 4;

using Floats = float __attribute__((vector_size(PS_VECTOR_BYTES)));
using Ints = std::int32_t __attribute__((vector_size(PS_VECTOR_BYTES)));

static inline Floats load(const float* from) {
    Floats out;
    __builtin_memcpy(&out, from, sizeof out);
    return out;
}
static inline void store(float* to, Floats value) { __builtin_memcpy(to, &value, sizeof value); }
/// The first `count` lanes, 1 <= count <= kLanes; the others are zero.
#if defined(__AVX512F__)
static inline Floats loadPart(const float* from, std::int64_t count) {
    return (Floats)_mm512_maskz_loadu_ps(static_cast<__mmask16>((1U << count) - 1), from);
}
static inline void storePart(float* to, Floats value, std::int64_t count) {
    _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1U << count) - 1), (__m512)value);
}
#elif defined(__AVX2__)
static inline __m256i firstLanes(std::int64_t count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
static inline Floats loadPart(const float* from, std::int64_t count) {
    return (Floats)_mm256_maskload_ps(from, firstLanes(count));
}
static inline void storePart(float* to, Floats value, std::int64_t count) {
    _mm256_maskstore_ps(to, firstLanes(count), (__m256)value);
}
#else
static inline Floats loadPart(const float* from, std::int64_t count) {
    Floats out = {};
    __builtin_memcpy(&out, from, static_cast<std::size_t>(count) * sizeof(float));
    return out;
}
static inline void storePart(float* to, Floats value, std::int64_t count) {
    __builtin_memcpy(to, &value, static_cast<std::size_t>(count) * sizeof(float));
}
#endif
/// from[index] of every lane.
#if defined(__AVX512F__)
static inline Floats gather(const float* from, Ints index) { return (Floats)_mm512_i32gather_ps((__m512i)index, from, 4); }
#elif defined(__AVX2__)
static inline Floats gather(const float* from, Ints index) { return (Floats)_mm256_i32gather_ps(from, (__m256i)index, 4); }
#else
static inline Floats gather(const float* from, Ints index) {
    Floats out;
    for (int i = 0; i < kLanes; ++i) out[i] = from[index[i]];
    return out;
}
#endif
/// x - 0 keeps the sign of zero, 0 + x does not.
static inline Floats splat(float value) { return value - Floats{}; }
static inline Ints splatInt(std::int32_t value) { return value - Ints{}; }

static inline Ints bits(Floats value) { return reinterpret_cast<Ints>(value); }
static inline Floats fromBits(Ints value) { return reinterpret_cast<Floats>(value); }
static inline Floats toFloats(Ints value) { return __builtin_convertvector(value, Floats); }
static inline Ints toInts(Floats value) { return __builtin_convertvector(value, Ints); }

static inline Floats select(Ints mask, Floats yes, Floats no) { return mask ? yes : no; }
/// NaN in either operand wins.
static inline Floats larger(Floats a, Floats b) { return (a > b) | (a != a) ? a : b; }
static inline Floats smaller(Floats a, Floats b) { return (a < b) | (a != a) ? a : b; }
/// One instruction each; the second operand wins if either is NaN.
#if defined(__AVX512F__)
static inline Floats fastMax(Floats a, Floats b) { return (Floats)_mm512_max_ps((__m512)a, (__m512)b); }
static inline Floats fastMin(Floats a, Floats b) { return (Floats)_mm512_min_ps((__m512)a, (__m512)b); }
#elif defined(__AVX2__)
static inline Floats fastMax(Floats a, Floats b) { return (Floats)_mm256_max_ps((__m256)a, (__m256)b); }
static inline Floats fastMin(Floats a, Floats b) { return (Floats)_mm256_min_ps((__m256)a, (__m256)b); }
#else
static inline Floats fastMax(Floats a, Floats b) { return a > b ? a : b; }
static inline Floats fastMin(Floats a, Floats b) { return a < b ? a : b; }
#endif
static inline Floats absolute(Floats x) { return fromBits(bits(x) & 0x7fffffff); }
static inline Floats withSignOf(Floats magnitude, Floats sign) {
    return fromBits((bits(magnitude) & 0x7fffffff) | (bits(sign) & static_cast<std::int32_t>(0x80000000U)));
}

/// Nearest integer, half to even, and its neighbours; the sign of zero is kept. timesPowerOfTwo: x 2^n for an integral n in
/// [-252, 254] and a normal x near 1, rounded once.
#if defined(__AVX512F__)
static inline Floats roundEven(Floats x) { return (Floats)_mm512_roundscale_ps((__m512)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline Floats floorOf(Floats x) { return (Floats)_mm512_roundscale_ps((__m512)x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
static inline Floats ceilOf(Floats x) { return (Floats)_mm512_roundscale_ps((__m512)x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
static inline Floats timesPowerOfTwo(Floats x, Floats n) { return (Floats)_mm512_scalef_ps((__m512)x, (__m512)n); }
#else
#if defined(__AVX2__)
static inline Floats roundEven(Floats x) { return (Floats)_mm256_round_ps((__m256)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline Floats floorOf(Floats x) { return (Floats)_mm256_round_ps((__m256)x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
static inline Floats ceilOf(Floats x) { return (Floats)_mm256_round_ps((__m256)x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
#else
static inline Floats roundEven(Floats x) {
    const Floats big = withSignOf(splat(0x1p23F), x);
    const Floats rounded = withSignOf((x + big) - big, x);
    return select(absolute(x) < 0x1p23F, rounded, x);
}
static inline Floats floorOf(Floats x) {
    const Floats r = roundEven(x);
    return select(r > x, r - 1.0F, r);
}
static inline Floats ceilOf(Floats x) {
    const Floats r = roundEven(x);
    return select(r < x, withSignOf(r + 1.0F, x), r);
}
#endif
static inline Floats timesPowerOfTwo(Floats x, Floats n) {
    const Ints whole = toInts(n), half = whole >> 1;  // two factors reach infinity and the subnormals
    return x * fromBits((half + 127) << 23) * fromBits((whole - half + 127) << 23);
}
#endif
/// 1 / x for x in [1, 2^126], within 2 units in the last place.
#if defined(__AVX512F__)
static inline Floats reciprocal(Floats x) {
    const Floats guess = (Floats)_mm512_rcp14_ps((__m512)x);
    return guess * (2.0F - x * guess);
}
#else
static inline Floats reciprocal(Floats x) { return 1.0F / x; }
#endif
static inline Floats squareRoot(Floats x) {
    Floats out;
    for (int i = 0; i < kLanes; ++i) out[i] = __builtin_sqrtf(x[i]);
    return out;
}

/// Sums in a fixed order: halves, quarters, ...
static inline float sumOf(Floats x) {
    float lanes[kLanes];
    store(lanes, x);
    for (int width = kLanes / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i) lanes[i] += lanes[i + width];
    return lanes[0];
}
/// NaN wins.
static inline float maxOf(Floats x) {
    float lanes[kLanes];
    store(lanes, x);
    for (int width = kLanes / 2; width > 0; width /= 2)
        for (int i = 0; i < width; ++i)
            lanes[i] = lanes[i + width] > lanes[i] || lanes[i + width] != lanes[i + width] ? lanes[i + width] : lanes[i];
    return lanes[0];
}

}  // namespace planscope::kernels::cpu::PS_ISA
