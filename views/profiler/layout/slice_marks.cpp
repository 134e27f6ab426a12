// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/layout/slice_marks.h"

#include <algorithm>

namespace planscope::views::profiler {

SliceMarks::SliceMarks(const inspect::TimelineLane& lane, std::span<const std::int32_t> steps) {
    if (steps.empty()) return;
    for (std::size_t i = 0; i < lane.slices.size(); ++i)
        if (std::ranges::binary_search(steps, lane.slices[i].step)) m_slices.push_back(i);
}

bool SliceMarks::touches(std::size_t first, std::size_t count) const {
    const auto found = std::ranges::lower_bound(m_slices, first);
    return found != m_slices.end() && *found < first + count;
}

std::optional<std::size_t> SliceMarks::firstFrom(std::size_t slice) const {
    const auto found = std::ranges::lower_bound(m_slices, slice);
    if (found == m_slices.end()) return std::nullopt;
    return *found;
}

std::optional<std::size_t> SliceMarks::lastBefore(std::size_t slice) const {
    const auto found = std::ranges::lower_bound(m_slices, slice);
    if (found == m_slices.begin()) return std::nullopt;
    return *(found - 1);
}

}  // namespace planscope::views::profiler
