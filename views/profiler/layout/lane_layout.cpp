// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/layout/lane_layout.h"

#include <algorithm>
#include <cmath>

namespace planscope::views::profiler {
namespace {

/// Moments to columns, the same way for every question.
class ColumnScale {
public:
    ColumnScale(TimeWindow window, int columns) : m_window(window), m_columns(columns), m_scale(columns / window.length()) {}

    int column(std::int64_t ns) const {
        const double at = std::floor((static_cast<double>(ns) - m_window.begin) * m_scale);
        return static_cast<int>(std::clamp(at, 0.0, static_cast<double>(m_columns - 1)));
    }
    int endColumn(std::int64_t ns) const {
        const double at = std::floor((static_cast<double>(ns) - m_window.begin) * m_scale);
        return static_cast<int>(std::clamp(at, 0.0, static_cast<double>(m_columns)));
    }

private:
    TimeWindow m_window;
    int m_columns;
    double m_scale;
};

}  // namespace

std::vector<LaneBox> layoutLane(const LaneIndex& lane, TimeWindow window, int columns) {
    if (window.isEmpty() || columns <= 0) return {};
    const ColumnScale scale(window, columns);
    const std::size_t last = lane.firstBeginningAt(window.end);
    const auto& slices = lane.lane().slices;
    std::vector<LaneBox> out;
    out.reserve(std::min(static_cast<std::size_t>(columns), last));
    std::size_t i = lane.firstEndingAfter(window.begin);
    while (i < last) {
        const int column = scale.column(slices[i].beginNs);
        const auto next = std::partition_point(slices.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                               slices.begin() + static_cast<std::ptrdiff_t>(last),
                                               [&](const inspect::TimelineSlice& s) { return scale.column(s.beginNs) == column; });
        const auto end = static_cast<std::size_t>(next - slices.begin());
        const int tail = scale.endColumn(slices[end - 1].endNs);
        if (end - i == 1) {
            out.push_back({column, std::max(column + 1, tail), i, 1, slices[i].step});
        } else if (tail > column + 1) {
            out.push_back({column, column + 1, i, end - 1 - i, slices[lane.longest(i, end - 1)].step});
            out.push_back({column + 1, tail, end - 1, 1, slices[end - 1].step});
        } else {
            out.push_back({column, column + 1, i, end - i, slices[lane.longest(i, end)].step});
        }
        i = end;
    }
    return out;
}

const LaneBox* boxAt(const std::vector<LaneBox>& boxes, int column) {
    const auto found = std::ranges::partition_point(boxes, [column](const LaneBox& box) { return box.endColumn <= column; });
    return found == boxes.end() || found->column > column ? nullptr : &*found;
}

}  // namespace planscope::views::profiler
