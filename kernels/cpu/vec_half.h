// SPDX-License-Identifier: Apache-2.0
// For *.isa.cpp only, see vec.h. Half-precision numbers: the bits are those of kernels/api/half.h, NaN payloads aside.
#pragma once
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {

#if defined(__AVX512F__)

static inline Floats loadHalves(const std::uint16_t* from) {
    return (Floats)_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
}
static inline void storeHalves(std::uint16_t* to, Floats value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtps_ph((__m512)value, _MM_FROUND_TO_NEAREST_INT));
}

#elif defined(__F16C__)

static inline Floats loadHalves(const std::uint16_t* from) {
    return (Floats)_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}
static inline void storeHalves(std::uint16_t* to, Floats value) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_cvtps_ph((__m256)value, _MM_FROUND_TO_NEAREST_INT));
}

#else

static inline Ints selectInts(Ints mask, Ints yes, Ints no) { return (mask & yes) | (~mask & no); }

static inline Floats loadHalves(const std::uint16_t* from) {
    Ints half;
    for (int i = 0; i < kLanes; ++i) half[i] = from[i];
    const Ints sign = (half & 0x8000) << 16, magnitude = half & 0x7fff;
    const Ints subnormal = bits(toFloats(magnitude) * 0x1p-24F);
    const Ints finite = selectInts(magnitude < 0x400, subnormal, (magnitude << 13) + 0x38000000);
    const Ints special = splatInt(0x7f800000) | (magnitude & 0x3ff) << 13;
    return fromBits(sign | selectInts(magnitude >= 0x7c00, special, finite));
}

/// As halfFromFloat of kernels/api/half.h, in all lanes.
static inline void storeHalves(std::uint16_t* to, Floats value) {
    const Ints sign = (bits(value) >> 16) & 0x8000, magnitude = bits(value) & 0x7fffffff;
    const Ints subnormal = bits(fromBits(magnitude) + 0.5F) - 0x3f000000;
    const Ints normal = (magnitude + 0xfff + ((magnitude >> 13) & 1) - 0x38000000) >> 13;
    const Ints finite = selectInts(magnitude < 0x38800000, subnormal, normal);
    const Ints special = selectInts(magnitude > 0x7f800000, splatInt(0x7e00), splatInt(0x7c00));
    const Ints half = sign | selectInts(magnitude >= 0x47800000, special, finite);
    for (int i = 0; i < kLanes; ++i) to[i] = static_cast<std::uint16_t>(half[i]);
}

#endif

static inline void widenHalves(const std::uint16_t* from, float* to, std::int64_t count) {
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) store(to + i, loadHalves(from + i));
    if (i == count) return;
    std::uint16_t rest[kLanes] = {};
    __builtin_memcpy(rest, from + i, static_cast<std::size_t>(count - i) * sizeof(std::uint16_t));
    storePart(to + i, loadHalves(rest), count - i);
}

static inline void narrowToHalves(const float* from, std::uint16_t* to, std::int64_t count) {
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) storeHalves(to + i, load(from + i));
    if (i == count) return;
    std::uint16_t rest[kLanes];
    storeHalves(rest, loadPart(from + i, count - i));
    __builtin_memcpy(to + i, rest, static_cast<std::size_t>(count - i) * sizeof(std::uint16_t));
}

/// Rounded to half precision.
static inline Floats halfOf(Floats value) {
    std::uint16_t halves[kLanes];
    storeHalves(halves, value);
    return loadHalves(halves);
}

}  // namespace planscope::kernels::cpu::PS_ISA
