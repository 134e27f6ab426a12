// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

#include <cstdint>
#include <string>

namespace planscope::inspect {

/// Figures of one constant. Where it is large, every `stride`-th element is read and the figures hold for those.
struct WeightStatistics {
    std::int64_t elements = 0, sampled = 0;
    std::int64_t zeros = 0, nans = 0, infinities = 0;  ///< among the sampled
    double min = 0, max = 0, mean = 0, deviation = 0;  ///< of the finite ones; 0 if there are none

    bool isComplete() const { return sampled == elements; }
};

inline constexpr std::int64_t kMaxSampledElements = 1'000'000;

WeightStatistics weightStatistics(const Constant& constant, std::int64_t maxSampled = kMaxSampledElements);

/// "min -0.31, max 0.29, mean 0.0004, std 0.05, zeros 1.2 %"; names NaN and infinite values, and says "of 1000000
/// sampled elements" where not all were read. Up to 8 elements are written out instead: "[0, 6]".
std::string weightText(const Constant& constant);

}  // namespace planscope::inspect
