// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstdint>

namespace planscope {

/// The value with 10 mantissa bits nearest to `value`, ties away from zero as the conversion instruction of NVIDIA GPUs
/// (PTX cvt.rna.tf32.f32) rounds; overflow gives infinity, infinities and NaN stay.
constexpr float tf32FromFloat(float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7f800000U) == 0x7f800000U) return value;
    return std::bit_cast<float>((bits + 0x1000U) & 0xffffe000U);
}

}  // namespace planscope
