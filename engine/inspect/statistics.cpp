// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/statistics.h"

#include <algorithm>
#include <cmath>

namespace planscope::inspect {
namespace {

/// The smallest of 1, 2, 5 times a power of ten that is not below `width`.
double roundWidth(double width) {
    const double power = std::pow(10.0, std::floor(std::log10(width)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= width * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

}  // namespace

double percentile(std::span<const double> sorted, double share) {
    if (sorted.empty()) return -1;
    const double rank = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size()) - 1e-9);
    return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

double median(std::span<const double> sorted) {
    if (sorted.empty()) return -1;
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::vector<double> sortedCopy(std::span<const double> values) {
    std::vector<double> out(values.begin(), values.end());
    std::ranges::sort(out);
    return out;
}

Histogram makeHistogram(std::span<const double> sorted, std::size_t maxBins) {
    if (sorted.empty() || maxBins == 0) return {};
    const double low = sorted.front();
    const double usual = percentile(sorted, 0.9);
    const double limit = usual + 8 * std::max(usual - low, std::abs(low) * 1e-3);
    const double high = *(std::ranges::upper_bound(sorted, limit) - 1);
    const double quartiles = percentile(sorted, 0.75) - percentile(sorted, 0.25);
    const double range = std::max(high - low, 1e-9 * std::max(1.0, std::abs(low)));
    double width = 2 * quartiles / std::cbrt(static_cast<double>(sorted.size()));
    width = roundWidth(std::max(width / 2.4, range / static_cast<double>(maxBins)));  // a round width below the rule's

    Histogram out;
    std::size_t bins = 0;
    for (;; width = roundWidth(width * 1.5)) {
        out.begin = std::floor(low / width) * width;
        bins = static_cast<std::size_t>(std::floor((high - out.begin) / width)) + 1;
        if (bins <= maxBins) break;
    }
    out.binWidth = width;
    out.counts.assign(bins, 0);
    for (const double value : sorted) {
        const double bin = std::floor((value - out.begin) / width);
        if (bin < 0) ++out.below;
        else if (bin >= static_cast<double>(bins)) ++out.above;
        else ++out.counts[static_cast<std::size_t>(bin)];
    }
    return out;
}

}  // namespace planscope::inspect
