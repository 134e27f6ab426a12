// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/layout/memory_steps.h"

#include <algorithm>

namespace planscope::views::profiler {

std::vector<MemoryStair> memoryStairs(std::span<const inspect::MemoryPoint> points, std::size_t maxStairs) {
    if (points.empty() || maxStairs == 0) return {};
    const std::size_t each = (points.size() + maxStairs - 1) / maxStairs;
    std::vector<MemoryStair> out;
    for (std::size_t begin = 0; begin < points.size(); begin += each) {
        const auto part = points.subspan(begin, std::min(each, points.size() - begin));
        const auto peak = std::ranges::max_element(part, {}, &inspect::MemoryPoint::liveBytes);
        out.push_back({part.front().step, part.back().step + 1, peak->liveBytes, peak->step});
    }
    return out;
}

}  // namespace planscope::views::profiler
