// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/layout/time_window.h"

#include <algorithm>

namespace planscope::views::profiler {

TimeWindow clamped(TimeWindow window, TimeWindow bounds) {
    if (bounds.isEmpty()) return bounds;
    const double length = std::clamp(window.length(), std::min(kShortestWindowNs, bounds.length()), bounds.length());
    const double middle = window.begin + window.length() / 2;
    const double begin = length == window.length() ? window.begin : middle - length / 2;
    const double inside = std::clamp(begin, bounds.begin, bounds.end - length);
    return {inside, inside + length};
}

TimeWindow zoomed(TimeWindow window, double factor, double anchorNs, TimeWindow bounds) {
    const double shortest = std::min(kShortestWindowNs, bounds.length());
    const double length = std::clamp(window.length() * factor, shortest, bounds.length());
    const double share = window.isEmpty() ? 0.5 : std::clamp((anchorNs - window.begin) / window.length(), 0.0, 1.0);
    const double begin = anchorNs - share * length;
    return clamped({begin, begin + length}, bounds);
}

TimeWindow panned(TimeWindow window, double byNs, TimeWindow bounds) {
    return clamped({window.begin + byNs, window.end + byNs}, bounds);
}

TimeWindow fitted(TimeWindow target, TimeWindow bounds) {
    const double air = target.length() * 0.05;
    return clamped({target.begin - air, target.end + air}, bounds);
}

}  // namespace planscope::views::profiler
