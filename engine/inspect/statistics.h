// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace planscope::inspect {

/// Nearest-rank percentile: the smallest value that at least `share` of all values do not exceed, so always one that was
/// measured. @param sorted  ascending  @param share  0 ... 1  @return -1 if there are no values
double percentile(std::span<const double> sorted, double share);

/// Middle value, or the mean of the two in the middle; -1 if there are no values.
double median(std::span<const double> sorted);

std::vector<double> sortedCopy(std::span<const double> values);

struct Histogram {
    double begin = 0, binWidth = 0;
    std::vector<std::size_t> counts;
    std::size_t below = 0, above = 0;  ///< values outside the bins

    double end() const { return begin + binWidth * static_cast<double>(counts.size()); }
};

/// Bins of a round width (1, 2 or 5 times a power of ten) not above the rule of Freedman and Diaconis (2 IQR / cube root
/// of n), at most `maxBins`. Far outliers (beyond the 90th percentile by more than eight times its distance from
/// the minimum) are counted in `above` rather than squeezing everything else into one bin. Source: Freedman, Diaconis 1981.
/// @param sorted  ascending
Histogram makeHistogram(std::span<const double> sorted, std::size_t maxBins);

}  // namespace planscope::inspect
