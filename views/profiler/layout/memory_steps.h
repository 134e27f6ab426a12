// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace planscope::views::profiler {

/// One stair of the memory curve: the most bytes alive during steps [firstStep, endStep).
struct MemoryStair {
    std::int32_t firstStep = 0, endStep = 0;
    std::uint64_t bytes = 0;
    std::int32_t peakStep = 0;  ///< the first step that reaches `bytes`
};

/// At most `maxStairs` stairs of equally many steps; with fewer points one stair each. The peak is never lost.
std::vector<MemoryStair> memoryStairs(std::span<const inspect::MemoryPoint> points, std::size_t maxStairs);

}  // namespace planscope::views::profiler
