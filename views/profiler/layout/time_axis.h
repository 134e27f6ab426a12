// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/profiler/layout/time_window.h"

#include <string>
#include <vector>

namespace planscope::views::profiler {

struct TimeTick {
    double ns = 0;
    std::string label;      ///< empty for the small ticks between labels
};

/// Ticks at round times (1, 2 or 5 times a power of ten) at least `spacingPx` apart, with four or five small ones between
/// two labels. Labels have just the digits that tell neighbours apart: "12.4 ms", "12.45 ms". Ascending.
std::vector<TimeTick> timeTicks(TimeWindow window, double widthPx, double spacingPx);

/// A moment or duration with every digit: "12 345 678 ns"; with a shorter form for 1 µs and above: "12.3 ms".
std::string exactTime(double ns);

}  // namespace planscope::views::profiler
