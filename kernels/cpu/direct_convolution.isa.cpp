// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/direct_convolution_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// Accumulators, the weights of one channel and one repeated input share the registers.
constexpr int kRegisters = PS_VECTOR_BYTES == 64 ? 32 : 16;
constexpr int mostPixels(int blocks) {
    const int pixels = (kRegisters - blocks - 1) / blocks;
    return pixels < kMaxDirectPixels ? pixels : kMaxDirectPixels;
}

/// @tparam isDense  neighbouring pixels are neighbouring vectors: their addresses are constants of the code
template <int blocks, int pixels, bool isDense>
void tile(const DirectTile& t) {
    // An address of x86-64 is a base and once, twice, four or eight times a step: one base serves three pixels.
    constexpr int kPixelsPerBase = isDense ? pixels : 3;
    constexpr int kBases = (pixels + kPixelsPerBase - 1) / kPixelsPerBase;
    Floats sums[pixels][blocks];
#pragma GCC unroll 32
    for (int p = 0; p < pixels; ++p)
#pragma GCC unroll 4
        for (int b = 0; b < blocks; ++b) {
            const float* held = t.out + p * t.outPixelStep + b * t.outBlockStep;
            const bool whole = b + 1 < blocks || t.lastLanes == kLanes;
            if (t.bias) sums[p][b] = load(t.bias + b * kLanes);
            else sums[p][b] = whole ? load(held) : loadPart(held, t.lastLanes);
        }
    const std::int64_t pixelStep = isDense ? kLanes : t.pixelStep;
    const std::int64_t channelStep = isDense ? 1 : t.channelStep;
    for (std::int64_t row = 0; row < t.rowCount; ++row) {
        const float* weights = t.weights + t.rows[row].weights;
        for (std::int64_t tap = 0; tap < t.taps; ++tap) {
            const float* block = t.in + t.rows[row].in + tap * t.tapStep;
            for (std::int64_t left = t.channels; left > 0; left -= kLanes, block += t.blockStep) {
                const float* in[kBases];
                for (int i = 0; i < kBases; ++i) in[i] = block + i * kPixelsPerBase * pixelStep;
                const std::int64_t count = left < kLanes ? left : kLanes;
#pragma GCC unroll 2
                for (std::int64_t c = 0; c < count; ++c) {
                    Floats w[blocks];
#pragma GCC unroll 4
                    for (int b = 0; b < blocks; ++b) w[b] = load(weights + b * kLanes);
#pragma GCC unroll 32
                    for (int p = 0; p < pixels; ++p) {
                        const Floats x = splat(in[p / kPixelsPerBase][p % kPixelsPerBase * pixelStep]);
#pragma GCC unroll 4
                        for (int b = 0; b < blocks; ++b) sums[p][b] += x * w[b];
                    }
                    weights += blocks * kLanes;
#pragma GCC unroll 10
                    for (int i = 0; i < kBases; ++i) in[i] += channelStep;
                }
            }
        }
    }
#pragma GCC unroll 32
    for (int p = 0; p < pixels; ++p)
#pragma GCC unroll 4
        for (int b = 0; b < blocks; ++b) {
            float* to = t.out + p * t.outPixelStep + b * t.outBlockStep;
            if (b + 1 < blocks || t.lastLanes == kLanes) store(to, sums[p][b]);
            else storePart(to, sums[p][b], t.lastLanes);
        }
}

template <int blocks, int pixels = 1>
constexpr void fill(DirectConvolutionIsa& table) {
    table.dense[blocks][pixels] = &tile<blocks, pixels, true>;
    table.stepped[blocks][pixels] = &tile<blocks, pixels, false>;
    if constexpr (pixels < mostPixels(blocks)) fill<blocks, pixels + 1>(table);
    else table.pixels[blocks] = pixels;
}

constexpr DirectConvolutionIsa makeTable() {
    DirectConvolutionIsa table;
    table.lanes = kLanes;
    fill<1>(table);
    fill<2>(table);
    fill<3>(table);
    fill<4>(table);
    return table;
}

}  // namespace

extern constinit const DirectConvolutionIsa directConvolutionIsa = makeTable();

}  // namespace planscope::kernels::cpu::PS_ISA
