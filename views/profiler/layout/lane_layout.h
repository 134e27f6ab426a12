// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/profiler/layout/lane_index.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace planscope::views::profiler {

/// One thing to draw in a lane: a slice, or several that fall into one column of pixels.
struct LaneBox {
    int column = 0, endColumn = 0;  ///< pixels, half open, at least one wide
    std::size_t first = 0;          ///< slices [first, first + count) of the lane
    std::size_t count = 1;
    std::int32_t step = -1;         ///< of the longest of them

    bool isMerged() const { return count > 1; }
};

/// The boxes of the part of a lane that `window` shows on `columns` columns of pixels, from left to right, never
/// overlapping: at most one a column, and the counts add up to the number of slices in view.
/// O(columns log n). Source: level-of-detail reduction as in trace viewers; the longest slice of a column gives its colour.
std::vector<LaneBox> layoutLane(const LaneIndex& lane, TimeWindow window, int columns);

/// The box that covers `column`; null if there is none.
const LaneBox* boxAt(const std::vector<LaneBox>& boxes, int column);

}  // namespace planscope::views::profiler
