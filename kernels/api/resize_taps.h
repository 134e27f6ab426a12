// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/dims.h"
#include "kernels/api/resize_map.h"

namespace planscope {

struct ResizeArgs {
    ResizeMode mode = ResizeMode::Nearest;
    ResizeCoordinate coordinate = ResizeCoordinate::Asymmetric;
    ResizeRound round = ResizeRound::Floor;
    ResizeSelector selector = ResizeSelector::Formula;
    float scales[kMaxRank] = {};  ///< output per input length of each axis; 0: the ratio of the dims
    float cubicCoefficient = -0.75F;
    bool excludeOutside = false;  ///< Cubic: weights outside the data become 0, the others are renormalised
};

/// The input elements of one axis that an output element blends: 1 for Nearest, 2 for Linear, 4 for Cubic. Indices
/// outside the data are clamped to the border.
struct ResizeTaps {
    int count = 0;
    std::int64_t index[4] = {};
    double weight[4] = {};
};

/// Source: Keys 1981, as ONNX Resize-13 writes it.
inline double cubicWeight(double distance, double a) {
    const double x = std::fabs(distance);
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/// @param coordinate  as resizeCoordinate() gives it
/// @param length      of the input axis
inline ResizeTaps resizeTaps(const ResizeArgs& args, double coordinate, std::int64_t length) {
    if (args.mode == ResizeMode::Nearest) return {1, {nearestIndex(args.round, coordinate, length)}, {1}};
    const double base = std::floor(coordinate);
    const double fraction = coordinate - base;
    const bool isLinear = args.mode == ResizeMode::Linear;
    ResizeTaps taps;
    double total = 0;
    for (int offset = isLinear ? 0 : -1; offset <= (isLinear ? 1 : 2); ++offset) {
        const auto position = static_cast<std::int64_t>(base) + offset;
        const bool isOutside = position < 0 || position >= length;
        double weight = isLinear ? 1 - std::fabs(fraction - offset) : cubicWeight(fraction - offset, args.cubicCoefficient);
        if (isOutside && args.excludeOutside && !isLinear) weight = 0;
        taps.index[taps.count] = std::clamp<std::int64_t>(position, 0, length - 1);
        taps.weight[taps.count++] = weight;
        total += weight;
    }
    if (args.excludeOutside && !isLinear)
        for (double& weight : taps.weight) weight /= total;
    return taps;
}

}  // namespace planscope
