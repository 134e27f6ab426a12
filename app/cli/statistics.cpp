// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace planscope::cli {

Summary summarise(std::span<const double> values) {
    Summary out;
    out.sorted.assign(values.begin(), values.end());
    std::ranges::sort(out.sorted);
    const std::size_t n = out.sorted.size();
    out.min = out.sorted.front();
    out.max = out.sorted.back();
    out.mean = std::accumulate(out.sorted.begin(), out.sorted.end(), 0.0) / static_cast<double>(n);
    out.median = n % 2 == 1 ? out.sorted[n / 2] : (out.sorted[n / 2 - 1] + out.sorted[n / 2]) / 2;
    double squares = 0;
    for (const double v : out.sorted) squares += (v - out.mean) * (v - out.mean);
    out.variation = out.mean > 0 ? std::sqrt(squares / static_cast<double>(n)) / out.mean * 100 : 0;
    return out;
}

double percentile(const Summary& summary, double percent) {
    const auto n = static_cast<std::int64_t>(summary.sorted.size());
    const auto excluded = static_cast<std::int64_t>((1 - percent / 100) * static_cast<double>(n));
    return summary.sorted[static_cast<std::size_t>(std::max<std::int64_t>(n - 1 - excluded, 0))];
}

}  // namespace planscope::cli
