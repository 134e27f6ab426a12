// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>
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

}  // namespace planscope::cli
