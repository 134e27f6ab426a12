// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/resize_mode.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace planscope {

/// One axis of a resize.
struct ResizeAxis {
    ResizeCoordinate coordinate = ResizeCoordinate::Asymmetric;
    ResizeSelector selector = ResizeSelector::Formula;
    float scale = 0;  ///< output per input length; 0: the ratio of the lengths
    std::int64_t inLength = 1;
    std::int64_t outLength = 1;
};

/// The input coordinate of output element `x`, before rounding and clamping. A given scale is applied in float, as
/// runtimes do: 3 / 0.6 must give 5. Source: ONNX Resize-13, coordinate_transformation_mode.
inline double resizeCoordinate(const ResizeAxis& axis, std::int64_t x) {
    const auto in = static_cast<double>(axis.inLength);
    const auto out = static_cast<double>(axis.outLength);
    if (axis.selector == ResizeSelector::Upper && axis.outLength == 1) return 0;
    if (axis.inLength == axis.outLength && (axis.scale == 0 || axis.scale == 1)) return static_cast<double>(x);
    const auto unscaled = [&](double position) -> double {
        if (axis.scale == 0) return position * in / out;
        return static_cast<float>(position) / axis.scale;
    };
    const auto position = static_cast<double>(x);
    switch (axis.coordinate) {
    case ResizeCoordinate::AlignCorners: return axis.outLength == 1 ? 0 : position * (in - 1) / (out - 1);
    case ResizeCoordinate::Asymmetric: return unscaled(position);
    case ResizeCoordinate::HalfPixel: return unscaled(position + 0.5) - 0.5;
    case ResizeCoordinate::PytorchHalfPixel: return axis.outLength == 1 ? 0 : unscaled(position + 0.5) - 0.5;
    case ResizeCoordinate::TfHalfPixelForNn: return unscaled(position + 0.5);
    }
    return position;
}

/// The input element that Nearest reads for a coordinate, clamped into [0, inLength).
inline std::int64_t nearestIndex(ResizeRound round, double coordinate, std::int64_t inLength) {
    double index = 0;
    switch (round) {
    case ResizeRound::HalfUp: index = std::floor(coordinate + 0.5); break;
    case ResizeRound::HalfDown: index = std::ceil(coordinate - 0.5); break;
    case ResizeRound::Floor: index = std::floor(coordinate); break;
    case ResizeRound::Ceil: index = std::ceil(coordinate); break;
    }
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(index), 0, inLength - 1);
}

}  // namespace planscope
