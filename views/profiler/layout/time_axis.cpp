// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/layout/time_axis.h"

#include "engine/inspect/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace planscope::views::profiler {
namespace {

struct Unit {
    double size;
    const char* suffix;
};
constexpr Unit kUnits[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}};

struct Step {
    double ns;
    int parts;  ///< small ticks per step
};

Step roundStep(double atLeastNs) {
    const double power = std::max(1.0, std::pow(10.0, std::floor(std::log10(atLeastNs))));
    for (const auto& [factor, parts] : {std::pair{1.0, 5}, std::pair{2.0, 4}, std::pair{5.0, 5}})
        if (factor * power >= atLeastNs * (1 - 1e-9)) return {factor * power, parts};
    return {10 * power, 5};
}

/// The unit of the labels follows from the largest time shown, so that one axis has one unit.
const Unit& unitFor(double largestNs) {
    for (const Unit& unit : kUnits)
        if (largestNs >= unit.size) return unit;
    return kUnits[3];
}

std::string labelText(double ns, const Step& step, const Unit& unit) {
    const double digits = std::ceil(-std::log10(step.ns / unit.size) - 1e-9);
    const int decimals = static_cast<int>(std::clamp(digits, 0.0, 9.0));
    return fmt::format("{:.{}f} {}", ns / unit.size, decimals, unit.suffix);
}

}  // namespace

std::vector<TimeTick> timeTicks(TimeWindow window, double widthPx, double spacingPx) {
    if (window.isEmpty() || widthPx <= 0) return {};
    const Step step = roundStep(std::max(1.0, window.length() * spacingPx / widthPx));
    const Unit& unit = unitFor(std::max(std::abs(window.begin), std::abs(window.end)));
    const int parts = step.ns >= step.parts ? step.parts : 1;
    const double small = step.ns / parts;
    const auto first = static_cast<std::int64_t>(std::ceil(window.begin / small - 1e-9));
    const auto last = static_cast<std::int64_t>(std::floor(window.end / small + 1e-9));
    std::vector<TimeTick> out;
    for (std::int64_t i = first; i <= last; ++i) {
        const double ns = static_cast<double>(i) * small;
        out.push_back({ns, i % parts == 0 ? labelText(ns, step, unit) : std::string()});
    }
    return out;
}

std::string exactTime(double ns) {
    const auto whole = static_cast<std::int64_t>(std::llround(std::abs(ns)));
    std::string digits = std::to_string(whole);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), "\u202f");
    const std::string exact = (ns < 0 ? "-" : "") + digits + " ns";
    return whole < 1000 ? exact : inspect::formatDuration(static_cast<double>(whole)) + " (" + exact + ")";
}

}  // namespace planscope::views::profiler
