// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// Output channels of a tile.
inline constexpr int kPlaneOuts = 6;

/// Neighbouring pixels of neighbouring output channels.
struct PlaneTile {
    const float* in = nullptr;       ///< the first pixel in the first plane
    std::int64_t inPlane = 0;        ///< floats from channel to channel
    std::int64_t channels = 0;       ///< of the input; also floats from output channel to output channel in `weights`
    const float* weights = nullptr;  ///< [outs][channels]
    const float* bias = nullptr;     ///< [outs], or null
    float* out = nullptr;
    std::int64_t outPlane = 0;
    std::int64_t pixels = 0;         ///< up to PlaneConvolutionIsa::pixels
};

struct PlaneConvolutionIsa {
    std::int64_t pixels = 0;  ///< most of a tile
    /// By the number of output channels, from 1.
    void (*tiles[kPlaneOuts + 1])(const PlaneTile& tile) = {};
};

namespace generic {
extern const PlaneConvolutionIsa planeConvolutionIsa;
}
namespace avx2 {
extern const PlaneConvolutionIsa planeConvolutionIsa;
}
namespace avx512 {
extern const PlaneConvolutionIsa planeConvolutionIsa;
}

}  // namespace planscope::kernels::cpu
