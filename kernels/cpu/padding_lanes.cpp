// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/padding_lanes.h"

#include <algorithm>
#include <cstring>

namespace planscope::kernels::cpu {

void clearPaddingLanes(const TensorView& view, std::int64_t first, std::int64_t count) noexcept {
    if (!hasPaddingLanes(view) || count <= 0) return;
    const std::int64_t channels = view.dims[1];
    const std::int64_t padded = paddedChannels(view.dims, view.format);
    const std::int64_t pixels = view.dims.volume(2, view.dims.rank);
    const bool isLast = view.format.layout == Format::Layout::ChannelLast;
    // A run: consecutive pixels with padding; its pixels are `pitch` apart and end in `padding` lanes.
    const std::int64_t pitch = isLast ? padded : view.format.lanes;
    const std::int64_t padding = padded - channels;
    const std::int64_t runPeriod = padded * pixels;
    const std::int64_t runStart = isLast ? 0 : (padded - view.format.lanes) * pixels;
    const std::int64_t end = first + count;
    const auto size = static_cast<std::int64_t>(sizeOf(view.type));
    for (std::int64_t batch = first / runPeriod; batch * runPeriod < end; ++batch) {
        const std::int64_t run = batch * runPeriod + runStart;
        const std::int64_t from = std::max<std::int64_t>(0, (first - run) / pitch);
        for (std::int64_t pixel = from; pixel < pixels; ++pixel) {
            const std::int64_t begin = std::max(first, run + (pixel + 1) * pitch - padding);
            const std::int64_t stop = std::min(end, run + (pixel + 1) * pitch);
            if (run + pixel * pitch >= end) break;
            if (begin < stop)
                std::memset(view.as<char>() + begin * size, 0, static_cast<std::size_t>((stop - begin) * size));
        }
    }
}

}  // namespace planscope::kernels::cpu
