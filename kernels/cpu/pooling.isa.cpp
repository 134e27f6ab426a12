// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/pooling_isa.h"
#include "kernels/cpu/vec.h"

namespace planscope::kernels::cpu::PS_ISA {
namespace {

template <bool isMax>
void rowOf(const PoolingRow& r) {
    for (std::int64_t ow = 0; ow < r.outWidth; ++ow) {
        const std::int64_t start = ow * r.stride - r.padLeft;
        const std::int64_t limit = r.inWidth + r.padRight;
        const std::int64_t paddedEnd = start + r.window < limit ? start + r.window : limit;
        const std::int64_t first = start < 0 ? 0 : start;
        const std::int64_t last = paddedEnd < r.inWidth ? paddedEnd : r.inWidth;
        const std::int64_t columns = last > first ? last - first : 0;
        const std::int64_t counted = r.countExcludesPadding ? r.rows * columns : r.paddedRows * (paddedEnd - start);
        const float factor = counted > 0 ? 1.0F / static_cast<float>(counted) : 0.0F;
        for (std::int64_t c = 0; c < r.channels; c += kLanes) {
            const std::int64_t count = r.channels - c < kLanes ? r.channels - c : kLanes;
            const bool whole = count == kLanes;
            Floats sum = splat(isMax ? -__builtin_inff() : 0.0F);
            for (std::int64_t ih = 0; ih < r.rows; ++ih) {
                const float* line = r.in + ih * r.rowStride + c;
                for (std::int64_t iw = first; iw < last; ++iw) {
                    const float* pixel = line + iw * r.pixelStride;
                    const Floats value = whole ? load(pixel) : loadPart(pixel, count);
                    sum = isMax ? larger(sum, value) : sum + value;
                }
            }
            float* target = r.out + ow * r.pixelStride + c;
            const Floats result = isMax ? sum : sum * factor;
            if (whole) store(target, result);
            else storePart(target, result, count);
        }
    }
}

void channelRow(const PoolingRow& r) {
    if (r.isMax) rowOf<true>(r);
    else rowOf<false>(r);
}

}  // namespace

extern constinit const PoolingIsa poolingIsa = {.channelRow = &channelRow};

}  // namespace planscope::kernels::cpu::PS_ISA
