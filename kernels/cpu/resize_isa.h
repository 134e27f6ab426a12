// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

struct ResizeIsa {
    /// out = top + (bottom - top) * weight, elementwise.
    void (*blendRows)(const float* top, const float* bottom, float weight, float* out, std::int64_t count) = nullptr;
    /// out[x] = row[left[x]] + (row[right[x]] - row[left[x]]) * weight[x].
    void (*blendColumns)(const float* row, const std::int32_t* left, const std::int32_t* right, const float* weight,
                         float* out, std::int64_t count) = nullptr;
    /// One pixel of `count` channels between four neighbours: top left, top right, bottom left, bottom right.
    void (*blendPixel)(const float* const corners[4], float across, float down, float* out, std::int64_t count) = nullptr;
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
