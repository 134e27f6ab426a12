// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/layout/lane_index.h"

#include <algorithm>

namespace planscope::views::profiler {

using inspect::TimelineSlice;

LaneIndex::LaneIndex(const inspect::TimelineLane& lane) : m_lane(&lane), m_sums(lane.slices.size() + 1, 0) {
    for (std::size_t i = 0; i < size(); ++i) m_sums[i + 1] = m_sums[i] + durationOf(i);
    std::size_t below = size();
    while (below > kFanOut) {
        const std::vector<std::uint32_t>* const source = m_levels.empty() ? nullptr : &m_levels.back();
        std::vector<std::uint32_t> level((below + kFanOut - 1) / kFanOut);
        for (std::size_t block = 0; block < level.size(); ++block) {
            const auto at = [&](std::size_t i) { return source ? (*source)[i] : i; };
            std::size_t best = at(block * kFanOut);
            for (std::size_t i = block * kFanOut + 1; i < std::min(below, (block + 1) * kFanOut); ++i) best = longer(best, at(i));
            level[block] = static_cast<std::uint32_t>(best);
        }
        below = level.size();
        m_levels.push_back(std::move(level));
    }
}

std::size_t LaneIndex::firstEndingAfter(double ns) const {
    const auto found = std::ranges::partition_point(
        m_lane->slices, [ns](const TimelineSlice& s) { return static_cast<double>(s.endNs) <= ns; });
    return static_cast<std::size_t>(found - m_lane->slices.begin());
}

std::size_t LaneIndex::firstBeginningAt(double ns) const {
    const auto found = std::ranges::partition_point(
        m_lane->slices, [ns](const TimelineSlice& s) { return static_cast<double>(s.beginNs) < ns; });
    return static_cast<std::size_t>(found - m_lane->slices.begin());
}

std::optional<std::size_t> LaneIndex::sliceAt(double ns) const {
    const std::size_t i = firstEndingAfter(ns);
    if (i == size() || static_cast<double>(slice(i).beginNs) > ns) return std::nullopt;
    return i;
}

std::size_t LaneIndex::longest(std::size_t first, std::size_t last) const {
    std::size_t best = first, i = first;
    while (i < last) {
        std::size_t level = 0, width = 1;
        while (level < m_levels.size() && i % (width * kFanOut) == 0 && i + width * kFanOut <= last) {
            width *= kFanOut;
            ++level;
        }
        best = longer(best, level == 0 ? i : m_levels[level - 1][i / width]);
        i += width;
    }
    return best;
}

RangeTotals totalsIn(const LaneIndex& lane, TimeWindow range) {
    RangeTotals out;
    out.first = lane.firstEndingAfter(range.begin);
    out.last = std::max(out.first, lane.firstBeginningAt(range.end));
    out.count = out.last - out.first;
    if (out.count == 0) return out;
    out.busyNs = static_cast<double>(lane.busyNs(out.first, out.last));
    out.busyNs -= std::max(0.0, range.begin - static_cast<double>(lane.slice(out.first).beginNs));
    out.busyNs -= std::max(0.0, static_cast<double>(lane.slice(out.last - 1).endNs) - range.end);
    return out;
}

TimeWindow boundsOf(const std::vector<inspect::TimelineLane>& lanes) {
    TimeWindow out;
    bool isFirst = true;
    for (const inspect::TimelineLane& lane : lanes) {
        if (lane.slices.empty()) continue;
        const auto begin = static_cast<double>(lane.slices.front().beginNs), end = static_cast<double>(lane.slices.back().endNs);
        out = isFirst ? TimeWindow{begin, end} : TimeWindow{std::min(out.begin, begin), std::max(out.end, end)};
        isFirst = false;
    }
    return out;
}

}  // namespace planscope::views::profiler
