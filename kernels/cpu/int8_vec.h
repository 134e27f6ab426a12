// SPDX-License-Identifier: Apache-2.0
// For *.isa.cpp only, as vec.h.
#pragma once
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {

static inline Ints loadInts(const std::int32_t* from) {
    Ints out;
    __builtin_memcpy(&out, from, sizeof out);
    return out;
}

/// kLanes bytes, each as an integer.
template <bool isSigned>
static inline Ints loadBytes(const std::uint8_t* from) {
#if defined(__AVX512F__)
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    return isSigned ? (Ints)_mm512_maskz_cvtepi8_epi32(0xffff, bytes) : (Ints)_mm512_maskz_cvtepu8_epi32(0xffff, bytes);
#elif defined(__AVX2__)
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
    return isSigned ? (Ints)_mm256_cvtepi8_epi32(bytes) : (Ints)_mm256_cvtepu8_epi32(bytes);
#else
    Ints out;
    for (int i = 0; i < kLanes; ++i) out[i] = isSigned ? static_cast<std::int8_t>(from[i]) : static_cast<int>(from[i]);
    return out;
#endif
}

}  // namespace planscope::kernels::cpu::PS_ISA
