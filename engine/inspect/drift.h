// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace planscope::inspect {

/// A tensor between layers, compared with what it is in FP32.
struct DriftPoint {
    std::string tensor;                  ///< as the model calls it
    std::vector<std::uint32_t> origins;  ///< ONNX nodes that it comes from
    double angle = 0;                    ///< 1 - cosine of all numbers as one vector: 0 where they are the same
    double maxAbs = 0;                   ///< largest difference
};

/// How results of a build drift away from FP32 along the network, in its order; the outputs come last.
struct DriftCurve {
    int build = 0;         ///< number of the build
    std::string title;     ///< "build 2: FP32 + FP16, level 3"
    std::string data;      ///< what was run: a path, or that values were made up
    std::size_t samples = 0;
    std::vector<DriftPoint> points;
    std::string verdict;   ///< of the outputs, a few words: "top-1 99.9 % as FP32" or "1 - cos 3.1e-06"
    double worst = 0;      ///< largest angle at an output
};
using DriftCurvePtr = std::shared_ptr<const DriftCurve>;

/// Differences below this are drawn at it: of single precision nothing smaller means anything.
inline constexpr double kLeastDrift = 1e-9;

/// "0", or two digits and a power of ten: "3.1e-06".
std::string driftText(double value);

}  // namespace planscope::inspect
