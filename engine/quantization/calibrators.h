// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/quantization/histogram.h"

#include <span>
#include <string_view>

namespace planscope::quantization {

/// What the legacy calibrator is told; the others take no notice.
struct LegacyOptions {
    double quantile = 0.9999;     ///< share of all magnitudes that the range covers, in (0, 1]
    double regressionCutoff = 1;  ///< in (0, 1]; below 1 the range follows from a line through the tail behind that share of the largest magnitude
};

/// A way from magnitudes to the range [-range, range] that is quantised.
struct Calibrator {
    std::string_view name;       ///< "entropy2", on the command line
    std::string_view algorithm;  ///< "EntropyCalibration2", in caches
    std::string_view doc;
    double (*range)(const Histogram&, const LegacyOptions&);  ///< 0 where all values are zero
};

std::span<const Calibrator> calibrators();

/// @errors Code::Option with the names that there are
Result<const Calibrator*> findCalibrator(std::string_view name);

}  // namespace planscope::quantization
