// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/network/constant.h"

#include <string>

namespace planscope::cli {

struct Tolerance {
    double rtol = 1e-3, atol = 1e-4;
    double ofPeak = 0;     ///< absolute too, as a share of the largest |ref| of the tensor
    double leastCosine = -1;  ///< of the whole tensor; -1: does not count
};

/// How far an output is from its reference.
struct Comparison {
    std::string problem;         ///< not comparable: shapes or kinds of type differ; empty otherwise
    double maxAbsolute = 0;      ///< infinite where one of the two is not finite and the other is not the same
    double maxRelative = 0;      ///< |out - ref| / |ref| where ref is not 0
    double cosine = 1;           ///< of the finite elements; 1 for two zero vectors
    std::int64_t mismatches = 0;
    std::int64_t elements = 0;

    double leastCosine = -1;     ///< Tolerance::leastCosine

    bool passed() const { return problem.empty() && mismatches == 0 && cosine >= leastCosine; }
};

/// An element matches if |out - ref| <= atol + ofPeak max|ref| + rtol |ref|; NaN equals NaN only, infinities only themselves.
Comparison compareTensors(const Constant& output, const Constant& reference, const Tolerance& tolerance);

}  // namespace planscope::cli
