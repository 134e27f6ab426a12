// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/runtime/standard/context.h"

#include <span>
#include <stop_token>
#include <vector>

namespace planscope::cli {

/// Order statistics of times, as trtexec defines them.
struct Summary {
    double min = 0, max = 0, mean = 0, median = 0;
    double variation = 0;  ///< standard deviation of the population over the mean, in percent
    std::vector<double> sorted;
};

/// @pre values is not empty
Summary summarise(std::span<const double> values);

/// Element max(n - 1 - int((1 - p / 100) n), 0) of the sorted values. @param percent  0 ... 100
double percentile(const Summary& summary, double percent);

/// How long to run: until both `seconds` and `leastRuns` are reached, but no more than `mostRuns`.
struct RunLimits {
    double seconds = 2;
    std::size_t warmUpRuns = 3;
    std::size_t leastRuns = 5;
    std::size_t mostRuns = 200'000;
};

/// Wall time of each inference in ns, inputs and outputs staying on the device.
/// @errors those of run(); Code::Cancelled
Result<std::vector<double>> measureLatencies(ExecutionContext& context, const RunLimits& limits, const std::stop_token& stop);

}  // namespace planscope::cli
