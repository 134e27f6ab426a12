// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "views/profiler/layout/time_window.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace planscope::views::profiler {

/// Answers questions about one lane without walking its slices: sums by prefix sums, the longest slice of a range by a
/// pyramid (each level the longest of 16 below). Borrows the lane. Building is O(n); every question O(log n).
class LaneIndex {
public:
    explicit LaneIndex(const inspect::TimelineLane& lane);

    const inspect::TimelineLane& lane() const { return *m_lane; }
    std::size_t size() const { return m_lane->slices.size(); }
    const inspect::TimelineSlice& slice(std::size_t i) const { return m_lane->slices[i]; }

    /// The first slice that ends after `ns`; size() if there is none.
    std::size_t firstEndingAfter(double ns) const;
    /// The first slice that begins at `ns` or later.
    std::size_t firstBeginningAt(double ns) const;
    /// The slice that covers `ns`, if any.
    std::optional<std::size_t> sliceAt(double ns) const;
    /// Index of the longest slice in [first, last); the earliest of equals. @pre first < last
    std::size_t longest(std::size_t first, std::size_t last) const;
    /// Summed duration of [first, last).
    std::int64_t busyNs(std::size_t first, std::size_t last) const { return m_sums[last] - m_sums[first]; }

private:
    static constexpr std::size_t kFanOut = 16;

    std::int64_t durationOf(std::size_t i) const { return slice(i).endNs - slice(i).beginNs; }
    std::size_t longer(std::size_t a, std::size_t b) const { return durationOf(b) > durationOf(a) ? b : a; }

    const inspect::TimelineLane* m_lane;
    std::vector<std::int64_t> m_sums;
    std::vector<std::vector<std::uint32_t>> m_levels;  ///< level 0: longest of slices [16 i, 16 i + 16)
};

/// What a stretch of one lane holds; slices that only partly lie inside count with that part.
struct RangeTotals {
    std::size_t count = 0;
    double busyNs = 0;
    std::size_t first = 0, last = 0;  ///< the slices touched, [first, last)
};
RangeTotals totalsIn(const LaneIndex& lane, TimeWindow range);

/// From the first begin to the last end of all lanes.
TimeWindow boundsOf(const std::vector<inspect::TimelineLane>& lanes);

}  // namespace planscope::views::profiler
