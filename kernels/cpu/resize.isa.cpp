// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/resize_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

void blendRun(const float* const* rows, const float* weights, int count, std::int64_t at, float* out, std::int64_t length) {
    std::int64_t i = 0;
    for (; i + kLanes <= length; i += kLanes) {
        Floats sum = load(rows[0] + at + i) * weights[0];
        for (int r = 1; r < count; ++r) sum += load(rows[r] + at + i) * weights[r];
        store(out + i, sum);
    }
    if (i == length) return;
    Floats sum = loadPart(rows[0] + at + i, length - i) * weights[0];
    for (int r = 1; r < count; ++r) sum += loadPart(rows[r] + at + i, length - i) * weights[r];
    storePart(out + i, sum, length - i);
}

void blendRows(const RowBlend& b, float* out) {
    if (b.channels == b.pitch) return blendRun(b.rows, b.weights, b.count, 0, out, b.pixels * b.channels);
    for (std::int64_t x = 0; x < b.pixels; ++x, out += b.channels)
        blendRun(b.rows, b.weights, b.count, x * b.pitch, out, b.channels);
}

template <int kTaps>
void blendSingles(const PixelBlend& b, float* out) {
    for (std::int64_t x = 0; x < b.pixels; ++x) {
        const std::int32_t* index = b.index + x * kTaps;
        const float* weight = b.weight + x * kTaps;
        float sum = b.row[index[0] * b.rowPitch] * weight[0];
        for (int tap = 1; tap < kTaps; ++tap) sum += b.row[index[tap] * b.rowPitch] * weight[tap];
        out[x * b.outPitch] = sum;
    }
}

template <int kTaps>
void blendVectors(const PixelBlend& b, float* out) {
    for (std::int64_t x = 0; x < b.pixels; ++x, out += b.outPitch) {
        const float* sources[kTaps];
        for (int tap = 0; tap < kTaps; ++tap) sources[tap] = b.row + b.index[x * kTaps + tap] * b.rowPitch;
        blendRun(sources, b.weight + x * kTaps, kTaps, 0, out, b.channels);
    }
}

void blendPixels(const PixelBlend& b, float* out) {
    if (b.channels == 1) return b.taps == 2 ? blendSingles<2>(b, out) : blendSingles<4>(b, out);
    return b.taps == 2 ? blendVectors<2>(b, out) : blendVectors<4>(b, out);
}

}  // namespace

extern constinit const ResizeIsa resizeIsa = {.blendRows = &blendRows, .blendPixels = &blendPixels};

}  // namespace planscope::kernels::cpu::PS_ISA
