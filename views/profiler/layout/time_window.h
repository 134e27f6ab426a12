// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace planscope::views::profiler {

/// A stretch of time in nanoseconds, half open.
struct TimeWindow {
    double begin = 0, end = 0;

    double length() const { return end - begin; }
    bool isEmpty() const { return !(end > begin); }
    friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

/// The shortest stretch that can be shown; below it single nanoseconds would be wider than a label.
inline constexpr double kShortestWindowNs = 20;

/// `window` moved and shortened so that it lies within `bounds` and is at least kShortestWindowNs long (or as long as
/// the bounds, where those are shorter).
TimeWindow clamped(TimeWindow window, TimeWindow bounds);

/// `window` scaled around `anchorNs`, which keeps its place on screen. @param factor  below 1: closer
TimeWindow zoomed(TimeWindow window, double factor, double anchorNs, TimeWindow bounds);

TimeWindow panned(TimeWindow window, double byNs, TimeWindow bounds);

/// `target` with 5 % of air on both sides.
TimeWindow fitted(TimeWindow target, TimeWindow bounds);

}  // namespace planscope::views::profiler
