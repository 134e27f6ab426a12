// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// What a kernel may be compiled for. Every kernel exists in all three; on processors other than x86-64 all three are
/// the same code and only Generic is available.
enum class Isa : std::uint8_t {
    Generic,  ///< the compiler's baseline
    Avx2,     ///< AVX2, FMA and F16C
    Avx512,   ///< AVX-512 F, BW, VL, DQ
};

inline constexpr int kIsaCount = 3;

/// The member of a family of function tables that belongs to `isa`.
template <class Table>
const Table& forIsa(Isa isa, const Table& generic, const Table& avx2, const Table& avx512) {
    if (isa == Isa::Avx512) return avx512;
    return isa == Isa::Avx2 ? avx2 : generic;
}

}  // namespace planscope::kernels::cpu
