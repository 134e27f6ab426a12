// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/calibrators.h"

#include "engine/base/check.h"
#include "engine/quantization/kullback_leibler.h"

#include <algorithm>
#include <cmath>

namespace planscope::quantization {
namespace {

constexpr std::size_t kLevels = 128;  // of magnitudes in a signed byte

/// Zeros are exact at any scale; counting the first bin like the second keeps the many zeros behind ReLU from deciding.
double entropyRange(const Histogram& histogram, const LegacyOptions&) {
    std::vector<std::uint64_t> bins(histogram.bins().begin(), histogram.bins().end());
    bins[0] = bins[1];
    const std::size_t cut = leastDivergentCut(bins, kLevels);
    return std::min(static_cast<double>(cut) * histogram.binWidth(), histogram.largest());
}

double largestRange(const Histogram& histogram, const LegacyOptions&) { return histogram.largest(); }

/// The upper end of the first bin at which `quantile` of all values are covered.
double quantileRange(const Histogram& histogram, double quantile) {
    const double wanted = quantile * static_cast<double>(histogram.total());
    double covered = 0;
    for (std::size_t i = 0; i < Histogram::kBins; ++i) {
        covered += static_cast<double>(histogram.bins()[i]);
        if (covered >= wanted) return std::min(static_cast<double>(i + 1) * histogram.binWidth(), histogram.largest());
    }
    return histogram.largest();
}

/// Where a straight line through the logarithms of the counts behind `cutoff` of the largest magnitude comes down to one value.
/// The largest magnitude where the tail has fewer than two filled bins or does not fall.
double regressionRange(const Histogram& histogram, double cutoff) {
    const double width = histogram.binWidth(), from = cutoff * histogram.largest();
    double n = 0, sumX = 0, sumY = 0, sumXx = 0, sumXy = 0;
    for (std::size_t i = 0; i < Histogram::kBins; ++i) {
        const double x = (static_cast<double>(i) + 0.5) * width;
        const auto count = static_cast<double>(histogram.bins()[i]);
        if (x < from || count == 0) continue;
        const double y = std::log(count);
        n += 1;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
    }
    const double spread = n * sumXx - sumX * sumX, slope = spread > 0 ? (n * sumXy - sumX * sumY) / spread : 0;
    if (n < 2 || slope >= 0) return histogram.largest();
    return std::clamp((sumX - sumY / slope) / n, from, histogram.largest());
}

double legacyRange(const Histogram& histogram, const LegacyOptions& options) {
    if (options.regressionCutoff < 1) return regressionRange(histogram, options.regressionCutoff);
    return quantileRange(histogram, options.quantile);
}

constexpr Calibrator kCalibrators[] = {
    {"entropy2", "EntropyCalibration2", "clips where the Kullback-Leibler divergence of 128 levels is least; for convolutional networks", entropyRange},
    {"entropy", "EntropyCalibration", "the same; the older name", entropyRange},
    {"minmax", "MinMaxCalibration", "the largest magnitude; for transformers", largestRange},
    {"legacy", "LegacyCalibration", "a quantile of the magnitudes, or a line through their tail", legacyRange},
};

}  // namespace

std::span<const Calibrator> calibrators() { return kCalibrators; }

Result<const Calibrator*> findCalibrator(std::string_view name) {
    const auto at = std::ranges::find(kCalibrators, name, &Calibrator::name);
    PS_CHECK(at != std::end(kCalibrators), Code::Option, "there is no calibrator '{}'; there are entropy2, entropy, minmax and legacy", name);
    return &*at;
}

}  // namespace planscope::quantization
