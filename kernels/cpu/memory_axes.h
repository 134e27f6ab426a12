// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/tensor_view.h"

namespace planscope::kernels::cpu {

/// The extents of a tensor in the order of its memory, outermost first: up to one more axis than the tensor has.
struct MemoryAxes {
    int rank = 0;
    std::int64_t extent[kMaxRank + 1] = {};

    constexpr std::int64_t volume(int first, int last) const {
        std::int64_t v = 1;
        for (int i = first; i < last; ++i) v *= extent[i];
        return v;
    }
};

constexpr bool isPlain(const TensorView& view) { return view.format.isLinear() || view.dims.rank < 3; }

/// Linear: the dims. ChannelLast: N, spatial..., padded C. ChannelBlocked: N, blocks, spatial..., lanes.
constexpr MemoryAxes memoryAxes(const TensorView& view) {
    MemoryAxes axes;
    const auto push = [&](std::int64_t extent) { axes.extent[axes.rank++] = extent; };
    if (isPlain(view)) {
        for (const std::int64_t d : view.dims) push(d);
        return axes;
    }
    const bool blocked = view.format.layout == Format::Layout::ChannelBlocked;
    const std::int64_t channels = paddedChannels(view.dims, view.format);
    push(view.dims[0]);
    if (blocked) push(channels / view.format.lanes);
    for (int i = 2; i < view.dims.rank; ++i) push(view.dims[i]);
    push(blocked ? view.format.lanes : channels);
    return axes;
}

/// The memory axis that tensor axis `axis` runs along; for channels of a blocked format, the axis of blocks.
constexpr int memoryAxisOf(const TensorView& view, int axis) {
    if (isPlain(view) || axis == 0) return axis;
    if (view.format.layout == Format::Layout::ChannelBlocked) return axis;
    return axis == 1 ? view.dims.rank - 1 : axis - 1;
}

}  // namespace planscope::kernels::cpu
