// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/format.h"

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <string_view>

namespace planscope::inspect {
namespace {

struct Unit {
    double size;
    std::string_view suffix;
};

constexpr Unit kDurations[] = {{1, " ns"}, {1e3, " µs"}, {1e6, " ms"}, {1e9, " s"}};
constexpr Unit kBytes[] = {{1, " B"}, {1024.0, " KiB"}, {1048576.0, " MiB"}, {1073741824.0, " GiB"}, {1099511627776.0, " TiB"}};
constexpr Unit kCounts[] = {{1, ""}, {1e3, " k"}, {1e6, " M"}, {1e9, " G"}, {1e12, " T"}, {1e15, " P"}};
constexpr const char* kUnknown = "–";

/// The largest unit in which `value`, rounded as it will be printed, is at least 1: 999.6 ns is "1.00 µs".
const Unit& unitFor(double value, std::span<const Unit> units, double limit) {
    std::size_t i = 0;
    while (i + 1 < units.size() && std::round(value / units[i].size) >= limit) ++i;
    return units[i];
}

/// Three significant digits; whole numbers from 100 on.
std::string threeDigits(double value) {
    if (value < 9.995) return fmt::format("{:.2f}", value);
    if (value < 99.95) return fmt::format("{:.1f}", value);
    return fmt::format("{:.0f}", value);
}

}  // namespace

std::string formatDuration(double ns) {
    if (!(ns >= 0) || std::isinf(ns)) return kUnknown;
    const Unit& unit = unitFor(ns, kDurations, 1000);
    const bool isWhole = unit.size == 1 && ns == std::floor(ns);
    return (isWhole ? fmt::format("{:.0f}", ns) : threeDigits(ns / unit.size)).append(unit.suffix);
}

std::string formatBytes(std::uint64_t bytes) {
    const auto value = static_cast<double>(bytes);
    const Unit& unit = unitFor(value, kBytes, 1024);
    const double scaled = value / unit.size;
    const bool isWhole = unit.size == 1 || scaled >= 99.95;
    return (isWhole ? fmt::format("{:.0f}", scaled) : fmt::format("{:.1f}", scaled)).append(unit.suffix);
}

std::string formatPercent(double share) {
    if (!(share >= 0) || std::isinf(share)) return kUnknown;
    return fmt::format("{:.1f} %", share * 100);
}

std::string formatCount(double value) {
    if (std::isnan(value) || std::isinf(value)) return kUnknown;
    if (value < 0) return "-" + formatCount(-value);
    const Unit& unit = unitFor(value, kCounts, 1000);
    const bool isWhole = unit.size == 1 && value == std::floor(value);
    return (isWhole ? fmt::format("{:.0f}", value) : threeDigits(value / unit.size)).append(unit.suffix);
}

}  // namespace planscope::inspect
