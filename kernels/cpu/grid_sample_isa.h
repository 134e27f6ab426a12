// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

inline constexpr int kGridBlock = 128;  ///< positions at a time
inline constexpr int kGridTaps = 16;

/// What a block of positions reads: element offsets in a plane, weights; weight 0 reads nothing.
struct GridBlock {
    int taps = 0;
    std::int64_t positions = 0;
    std::int32_t offset[kGridTaps][kGridBlock];
    float weight[kGridTaps][kGridBlock];
};

struct GridSampleIsa {
    /// One plane of `channels` floats per element; out[position][channel].
    void (*sample)(const float* plane, const GridBlock& block, std::int64_t channels, float* out) = nullptr;
};

namespace generic {
extern const GridSampleIsa gridSampleIsa;
}
namespace avx2 {
extern const GridSampleIsa gridSampleIsa;
}
namespace avx512 {
extern const GridSampleIsa gridSampleIsa;
}

}  // namespace planscope::kernels::cpu
