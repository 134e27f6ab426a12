// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/records.h"
#include "kernels/safe/rows.h"

/// Sums of products for some pixels and 16 output channels at once. Every sum is taken in one order, so that results do not depend
/// on the vector length.
namespace planscope::kernels::safe {
namespace {

typedef float Vector __attribute__((vector_size(PS_VECTOR_BYTES), aligned(4), may_alias));
constexpr int kVectorLanes = PS_VECTOR_BYTES / 4;
constexpr int kVectors = kChannelLanes / kVectorLanes;
/// As many sums as the registers hold.
constexpr int kPixels = PS_VECTOR_BYTES == 64 ? 14 : PS_VECTOR_BYTES == 32 ? 6 : 3;
/// Products of integers up to 255 and 128 whose sum is exact in single precision.
constexpr int kExactProducts = 512;

/// The elements that one sum reads: channels x rows x columns of a padded image, or a row of a matrix.
struct Taps {
    std::int64_t channels, rows, columns;
    std::int64_t channelStep, rowStep, columnStep;
};

inline Vector loadVector(const float* from) { return *reinterpret_cast<const Vector*>(from); }

typedef std::int32_t Order __attribute__((vector_size(PS_VECTOR_BYTES)));

/// One of both vectors by turns, from element `first` on.
inline Vector interleaved(Vector a, Vector b, int first) {
    Order order;
    for (int i = 0; i < kVectorLanes; ++i) order[i] = first + i / 2 + (i % 2) * kVectorLanes;
    return __builtin_shuffle(a, b, order);
}

/// Rows and columns of a square change places. Each round interleaves the halves, which moves one bit of the place.
inline void turnSquare(const float* from, std::int64_t fromStep, float* to, std::int64_t toStep) {
    Vector rows[kVectorLanes];
    for (int i = 0; i < kVectorLanes; ++i) rows[i] = loadVector(from + i * fromStep);
#pragma GCC unroll 4
    for (int round = 1; round < kVectorLanes; round *= 2) {
        Vector next[kVectorLanes];
#pragma GCC unroll 16
        for (int i = 0; i < kVectorLanes / 2; ++i) {
            next[2 * i] = interleaved(rows[i], rows[i + kVectorLanes / 2], 0);
            next[2 * i + 1] = interleaved(rows[i], rows[i + kVectorLanes / 2], kVectorLanes / 2);
        }
#pragma GCC unroll 16
        for (int i = 0; i < kVectorLanes; ++i) rows[i] = next[i];
    }
    for (int i = 0; i < kVectorLanes; ++i) *reinterpret_cast<Vector*>(to + i * toStep) = rows[i];
}

/// Adds all taps to the sums of `Count` pixels. Not inlined, so that its loops have the registers for themselves.
/// @tparam Step    floats from one pixel to the next; 0: each has its own place
/// @param pixels   where the first taps lie, less `from`
/// @param weights  [channels][rows][columns][16]
/// @param sums     [Count][16]
template <int Count, int Step>
[[gnu::noinline]] void sumTile(const float* const* pixels, std::int64_t from, const Taps& taps, const float* weights, float* sums) {
    Vector sum[Count][kVectors];
    for (int p = 0; p < Count; ++p)
        for (int v = 0; v < kVectors; ++v) sum[p][v] = loadVector(sums + p * kChannelLanes + v * kVectorLanes);
    const float* w = weights;
    for (std::int64_t c = 0; c < taps.channels; ++c)
        for (std::int64_t r = 0; r < taps.rows; ++r) {
            std::int64_t at = from + c * taps.channelStep + r * taps.rowStep;
            for (std::int64_t s = 0; s < taps.columns; ++s, at += taps.columnStep, w += kChannelLanes) {
                Vector weight[kVectors];
                for (int v = 0; v < kVectors; ++v) weight[v] = loadVector(w + v * kVectorLanes);
                const float* base = pixels[0] + at;
#pragma GCC unroll 16
                for (int p = 0; p < Count; ++p) {
                    const float x = Step == 0 ? pixels[p][at] : base[p * Step];
                    for (int v = 0; v < kVectors; ++v) sum[p][v] += x * weight[v];
                }
            }
        }
    for (int p = 0; p < Count; ++p)
        for (int v = 0; v < kVectors; ++v) *reinterpret_cast<Vector*>(sums + p * kChannelLanes + v * kVectorLanes) = sum[p][v];
}

inline bool areSpaced(const float* const* pixels, int step) {
    for (int i = 1; i < kPixels; ++i)
        if (pixels[i] - pixels[0] != std::int64_t{i} * step) return false;
    return true;
}

/// Channels [first, last) for any number of pixels up to kPixels; places behind the last are computed and not used.
inline void sumPixels(const float* const* pixels, const Taps& taps, std::int64_t first, std::int64_t last, const float* weights, float* sums, int count) {
    const bool isOne = taps.rows * taps.columns == 1;  // then channels are walked as columns: one loop
    const Taps part = isOne ? Taps{1, 1, last - first, 0, 0, taps.channelStep}
                            : Taps{last - first, taps.rows, taps.columns, taps.channelStep, taps.rowStep, taps.columnStep};
    const std::int64_t from = first * taps.channelStep;
    const float* w = weights + first * taps.rows * taps.columns * kChannelLanes;
    if (count == 1) sumTile<1, 0>(pixels, from, part, w, sums);
    else if (areSpaced(pixels, 1)) sumTile<kPixels, 1>(pixels, from, part, w, sums);
    else if (areSpaced(pixels, 2)) sumTile<kPixels, 2>(pixels, from, part, w, sums);
    else sumTile<kPixels, 0>(pixels, from, part, w, sums);
}

/// Float sums of one tile.
/// @param bias  16 starts, or null for zeros
inline void realTile(const float* const* pixels, const Taps& taps, const float* weights, const float* bias, float* sums, int count) {
    for (int p = 0; p < kPixels; ++p)
        for (int k = 0; k < kChannelLanes; ++k) sums[p * kChannelLanes + k] = bias ? bias[k] : 0.0F;
    sumPixels(pixels, taps, 0, taps.channels, weights, sums, count);
}

/// Exact Int32 sums, modulo 2^32: no part of a sum is longer than single precision holds.
inline void integerTile(const float* const* pixels, const Taps& taps, const float* weights, std::int32_t* sums, int count) {
    const std::int64_t most = kExactProducts / (taps.rows * taps.columns);
    for (int i = 0; i < kPixels * kChannelLanes; ++i) sums[i] = 0;
    for (std::int64_t first = 0; first < taps.channels; first += most) {
        float part[kPixels * kChannelLanes] = {};
        sumPixels(pixels, taps, first, smaller(first + most, taps.channels), weights, part, count);
        for (int i = 0; i < kPixels * kChannelLanes; ++i)
            sums[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(sums[i]) + static_cast<std::uint32_t>(static_cast<std::int32_t>(part[i])));
    }
}

}  // namespace
}  // namespace planscope::kernels::safe
