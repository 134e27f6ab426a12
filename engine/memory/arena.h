// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace planscope {

/// A buffer that must exist during steps [first, last).
struct Lifetime {
    std::uint64_t bytes = 0;
    std::uint32_t first = 0, last = 0;
};

struct ArenaAssignment {
    std::vector<std::uint64_t> offsets;  ///< bytes, same order as the lifetimes, multiples of the alignment
    std::uint64_t peakBytes = 0;
    std::uint64_t lowerBoundBytes = 0;   ///< largest sum of (aligned) live bytes at any step
};

/// Assigns every buffer an offset in one arena so that buffers alive at the same step never overlap; tries several
/// orders and keeps the smallest peak. Deterministic: ties by index. Thread-safe (pure). O(n log n + conflicts).
/// @param alignment   bytes, power of two
/// @param limitBytes  of one execution context
/// @errors Code::Memory if the peak exceeds `limitBytes`, naming both
Result<ArenaAssignment> assignArena(std::span<const Lifetime> lifetimes, std::uint64_t alignment, std::uint64_t limitBytes);

/// Memory limit of one execution context.
inline constexpr std::uint64_t kContextLimitBytes = std::uint64_t{4} << 30;

}  // namespace planscope
