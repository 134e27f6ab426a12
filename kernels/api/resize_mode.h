// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

/// How an output element is interpolated.
enum class ResizeMode : std::uint8_t { Nearest, Linear, Cubic };

/// Input coordinate of output coordinate x, with scale = the axis's scale, Li and Lo the axis's lengths.
enum class ResizeCoordinate : std::uint8_t {
    AlignCorners,      ///< x (Li - 1) / (Lo - 1); 0 when Lo is 1
    Asymmetric,        ///< x / scale
    HalfPixel,         ///< (x + 0.5) / scale - 0.5
    PytorchHalfPixel,  ///< as HalfPixel; 0 when Lo is 1. ONNX only
    TfHalfPixelForNn,  ///< (x + 0.5) / scale. ONNX only
};

/// How Nearest rounds the coordinate.
enum class ResizeRound : std::uint8_t { HalfUp, HalfDown, Floor, Ceil };

/// What an output axis of length 1 reads.
enum class ResizeSelector : std::uint8_t {
    Formula,  ///< the coordinate transformation
    Upper,    ///< input element 0
};

}  // namespace planscope
