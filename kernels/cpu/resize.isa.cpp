// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/resize_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

void blendRows(const float* top, const float* bottom, float weight, float* out, std::int64_t count) {
    for (std::int64_t i = 0; i < count; i += kLanes) {
        const std::int64_t n = count - i < kLanes ? count - i : kLanes;
        const Floats a = loadPart(top + i, n);
        storePart(out + i, a + (loadPart(bottom + i, n) - a) * weight, n);
    }
}

void blendColumns(const float* row, const std::int32_t* left, const std::int32_t* right, const float* weight, float* out,
                  std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        const float a = row[left[i]];
        out[i] = a + (row[right[i]] - a) * weight[i];
    }
}

void blendPixel(const float* const corners[4], float across, float down, float* out, std::int64_t count) {
    for (std::int64_t i = 0; i < count; i += kLanes) {
        const std::int64_t n = count - i < kLanes ? count - i : kLanes;
        const Floats a = loadPart(corners[0] + i, n);
        const Floats c = loadPart(corners[2] + i, n);
        const Floats top = a + (loadPart(corners[1] + i, n) - a) * across;
        const Floats bottom = c + (loadPart(corners[3] + i, n) - c) * across;
        storePart(out + i, top + (bottom - top) * down, n);
    }
}

}  // namespace

extern constinit const ResizeIsa resizeIsa = {
    .blendRows = &blendRows, .blendColumns = &blendColumns, .blendPixel = &blendPixel};

}  // namespace planscope::kernels::cpu::PS_ISA
