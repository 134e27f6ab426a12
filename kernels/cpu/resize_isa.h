// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// Rows of pixels, each of `channels` floats, `pitch` floats apart.
struct RowBlend {
    const float* const* rows = nullptr;
    const float* weights = nullptr;
    int count = 0;  ///< of rows
    std::int64_t pixels = 0, channels = 1, pitch = 1;
};

/// Pixel x of the output blends pixels index[x * taps ...] of one row by weight[x * taps ...].
struct PixelBlend {
    const float* row = nullptr;
    const std::int32_t* index = nullptr;
    const float* weight = nullptr;
    int taps = 0;  ///< 2 or 4
    std::int64_t pixels = 0, channels = 1, rowPitch = 1, outPitch = 1;
};

struct ResizeIsa {
    /// The weighted sum of rows, its pixels packed.
    void (*blendRows)(const RowBlend& blend, float* out) = nullptr;
    void (*blendPixels)(const PixelBlend& blend, float* out) = nullptr;
};

namespace generic {
extern const ResizeIsa resizeIsa;
}
namespace avx2 {
extern const ResizeIsa resizeIsa;
}
namespace avx512 {
extern const ResizeIsa resizeIsa;
}

}  // namespace planscope::kernels::cpu
