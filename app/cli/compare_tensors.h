// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/network/constant.h"

#include <string>

namespace planscope::cli {

struct Tolerance {
    double rtol = 1e-3, atol = 1e-4;
    /// Not negative: tensors of real numbers are judged as a whole instead, by |out - ref| / |ref| in the Euclidean norm.
    double norm = -1;
};

/// How far an output is from its reference.
struct Comparison {
    std::string problem;         ///< not comparable: shapes or kinds of type differ; empty otherwise
    double maxAbsolute = 0;      ///< infinite where one of the two is not finite and the other is not the same
    double maxRelative = 0;      ///< |out - ref| / |ref| where ref is not 0
    double cosine = 1;           ///< of the finite elements; 1 for two zero vectors
    std::int64_t mismatches = 0;
    std::int64_t elements = 0;

    std::int64_t notFinite = 0;  ///< mismatches where one of the two is not finite
    double normError = 0;        ///< |out - ref| / |ref| infinite where only ref is zero or an element is not finite
    double normLimit = -1;       ///< what it is judged by; negative: by mismatches

    bool passed() const { return problem.empty() && (normLimit < 0 ? mismatches == 0 : notFinite == 0 && normError <= normLimit); }
};

/// An element matches if |out - ref| <= atol + rtol |ref|; NaN equals NaN only, infinities only themselves.
Comparison compareTensors(const Constant& output, const Constant& reference, const Tolerance& tolerance);

}  // namespace planscope::cli
