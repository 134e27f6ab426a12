// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/depthwise_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

/// `pixels` neighbouring output pixels of `count` channels, whose columns are all inside if `inside`.
template <int pixels, bool inside>
void pixelGroup(const DepthwiseRow& r, std::int64_t channel, std::int64_t count, std::int64_t ow) {
    const bool whole = count == kLanes;
    Floats sums[pixels];
    for (int p = 0; p < pixels; ++p) sums[p] = load(r.bias + channel);
    for (std::int64_t kh = 0; kh < r.kernelHeight; ++kh) {
        const std::int64_t ih = r.firstRow + kh * r.dilationHeight;
        if (ih < 0 || ih >= r.inHeight) continue;
        const float* line = r.in + ih * r.rowStride + channel;
        const float* weights = r.weights + kh * r.kernelWidth * r.weightStride + channel;
        for (std::int64_t kw = 0; kw < r.kernelWidth; ++kw) {
            const Floats w = load(weights + kw * r.weightStride);
            const std::int64_t first = ow * r.strideWidth + kw * r.dilationWidth - r.padLeft;
            for (int p = 0; p < pixels; ++p) {
                const std::int64_t iw = first + p * r.strideWidth;
                if (!inside && (iw < 0 || iw >= r.inWidth)) continue;
                const float* source = line + iw * r.pixelStride;
                sums[p] += w * (whole ? load(source) : loadPart(source, count));
            }
        }
    }
    for (int p = 0; p < pixels; ++p) {
        float* target = r.out + (ow + p) * r.outPixelStride + channel;
        if (whole) store(target, sums[p]);
        else storePart(target, sums[p], count);
    }
}

void channelRow(const DepthwiseRow& r) {
    constexpr int group = 6;
    const std::int64_t reach = (r.kernelWidth - 1) * r.dilationWidth;
    for (std::int64_t channel = 0; channel < r.channels; channel += kLanes) {
        const std::int64_t count = r.channels - channel < kLanes ? r.channels - channel : kLanes;
        std::int64_t ow = 0;
        while (ow < r.outWidth) {
            const std::int64_t left = ow * r.strideWidth - r.padLeft;
            const std::int64_t right = left + (group - 1) * r.strideWidth + reach;
            if (left >= 0 && right < r.inWidth && ow + group <= r.outWidth) {
                pixelGroup<group, true>(r, channel, count, ow);
                ow += group;
            } else {
                pixelGroup<1, false>(r, channel, count, ow);
                ++ow;
            }
        }
    }
}

/// Input columns that one vector of output pixels may span; wider ones are read lane by lane.
constexpr std::int64_t kMaxSpan = 256;

/// `span` columns of an input row from column `left` on, zeros outside the image.
void copyPadded(const float* line, std::int64_t width, std::int64_t left, std::int64_t span, float* to) {
    for (std::int64_t i = 0; i < span; ++i) to[i] = 0;
    const std::int64_t from = left < 0 ? 0 : left;
    const std::int64_t end = left + span < width ? left + span : width;
    if (from < end) __builtin_memcpy(to + (from - left), line + from, static_cast<std::size_t>(end - from) * sizeof(float));
}

/// How the taps of a vector of output pixels are read.
enum class Taps { Dense, Strided, Checked };

template <Taps taps>
Floats loadTap(const DepthwiseRow& r, const float* source, std::int64_t shift, std::int64_t left) {
    if constexpr (taps == Taps::Dense) return load(source + shift);
    float lanes[kLanes];
    for (int p = 0; p < kLanes; ++p) {
        const std::int64_t at = shift + p * r.strideWidth;
        const bool isRead = taps == Taps::Strided || (left + at >= 0 && left + at < r.inWidth);
        lanes[p] = isRead ? source[at] : 0;
    }
    return load(lanes);
}

/// `vectors` neighbouring vectors of output pixels from pixel `ow` on, whose first tap is at column `left`.
template <Taps taps, int vectors, bool isPadded>
void linearGroup(const DepthwiseRow& r, std::int64_t ow, std::int64_t left, std::int64_t span) {
    alignas(64) float padded[isPadded ? kMaxSpan : 1];
    Floats sums[vectors];
    for (int v = 0; v < vectors; ++v) sums[v] = splat(r.bias[0]);
    for (std::int64_t kh = 0; kh < r.kernelHeight; ++kh) {
        const std::int64_t ih = r.firstRow + kh * r.dilationHeight;
        if (ih < 0 || ih >= r.inHeight) continue;
        const float* line = r.in + ih * r.rowStride;
        if constexpr (isPadded) copyPadded(line, r.inWidth, left, span, padded);
        const float* source = isPadded ? padded : line + left;
        for (std::int64_t kw = 0; kw < r.kernelWidth; ++kw) {
            const Floats w = splat(r.weights[(kh * r.kernelWidth + kw) * r.weightStride]);
            for (int v = 0; v < vectors; ++v)
                sums[v] += w * loadTap<taps>(r, source, kw * r.dilationWidth + v * kLanes, left);
        }
    }
    for (int v = 0; v < vectors; ++v) {
        const std::int64_t count = r.outWidth - ow - v * kLanes;
        storePart(r.out + ow + v * kLanes, sums[v], count < kLanes ? count : kLanes);
    }
}

void linearRow(const DepthwiseRow& r) {
    constexpr int group = 4;
    const std::int64_t reach = (r.kernelWidth - 1) * r.dilationWidth;
    const std::int64_t span = (kLanes - 1) * r.strideWidth + reach + 1;
    const bool isDense = r.strideWidth == 1;
    std::int64_t ow = 0;
    while (ow < r.outWidth) {
        const std::int64_t left = ow * r.strideWidth - r.padLeft;
        const bool inside = left >= 0 && left + span <= r.inWidth;
        const bool wideInside = inside && isDense && left + span + (group - 1) * kLanes <= r.inWidth;
        if (wideInside && ow + group * kLanes <= r.outWidth) {
            linearGroup<Taps::Dense, group, false>(r, ow, left, span);
            ow += group * kLanes;
            continue;
        }
        if (inside && isDense) linearGroup<Taps::Dense, 1, false>(r, ow, left, span);
        else if (inside) linearGroup<Taps::Strided, 1, false>(r, ow, left, span);
        else if (span > kMaxSpan) linearGroup<Taps::Checked, 1, false>(r, ow, left, span);
        else if (isDense) linearGroup<Taps::Dense, 1, true>(r, ow, left, span);
        else linearGroup<Taps::Strided, 1, true>(r, ow, left, span);
        ow += kLanes;
    }
}

}  // namespace

extern constinit const DepthwiseIsa depthwiseIsa = {.channelRow = &channelRow, .linearRow = &linearRow};

}  // namespace planscope::kernels::cpu::PS_ISA
