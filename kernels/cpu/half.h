// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/cpu_features.h"

#include <cstdint>

namespace planscope::kernels::cpu {

/// Changes of precision over `count` contiguous elements; memory order does not matter to them. The bits are those of
/// kernels/api/half.h and kernels/api/tf32.h on every instruction set, NaN payloads aside. Ranges do not overlap.
void widenHalf(const std::uint16_t* from, float* to, std::int64_t count, const Execution& execution) noexcept;
void roundToHalf(const float* from, std::uint16_t* to, std::int64_t count, const Execution& execution) noexcept;
void roundToTf32(const float* from, float* to, std::int64_t count, const Execution& execution) noexcept;

}  // namespace planscope::kernels::cpu
