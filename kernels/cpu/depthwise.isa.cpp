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

void linearRow(const DepthwiseRow& r) {
    const std::int64_t reach = (r.kernelWidth - 1) * r.dilationWidth;
    for (std::int64_t ow = 0; ow < r.outWidth; ow += kLanes) {
        const std::int64_t count = r.outWidth - ow < kLanes ? r.outWidth - ow : kLanes;
        const std::int64_t left = ow * r.strideWidth - r.padLeft;
        const bool dense = r.strideWidth == 1 && left >= 0 && left + count - 1 + reach < r.inWidth;
        Floats sum = splat(r.bias[0]);
        for (std::int64_t kh = 0; kh < r.kernelHeight; ++kh) {
            const std::int64_t ih = r.firstRow + kh * r.dilationHeight;
            if (ih < 0 || ih >= r.inHeight) continue;
            const float* line = r.in + ih * r.rowStride;
            for (std::int64_t kw = 0; kw < r.kernelWidth; ++kw) {
                const float w = r.weights[(kh * r.kernelWidth + kw) * r.weightStride];
                const std::int64_t first = left + kw * r.dilationWidth;
                if (dense) {
                    sum += w * loadPart(line + first, count);
                    continue;
                }
                float lanes[kLanes] = {};
                for (std::int64_t p = 0; p < count; ++p) {
                    const std::int64_t iw = first + p * r.strideWidth;
                    if (iw >= 0 && iw < r.inWidth) lanes[p] = line[iw];
                }
                sum += w * load(lanes);
            }
        }
        storePart(r.out + ow, sum, count);
    }
}

}  // namespace

extern constinit const DepthwiseIsa depthwiseIsa = {.channelRow = &channelRow, .linearRow = &linearRow};

}  // namespace planscope::kernels::cpu::PS_ISA
