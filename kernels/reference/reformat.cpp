// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/reformat.h"

#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {

std::int64_t elementOffset(const Dims& dims, Format format, const Dims& index) {
    if (format.isLinear() || dims.rank < 3) return offsetOf(index, linearStrides(dims));
    const std::int64_t columns = paddedColumns(dims, format);
    std::int64_t row = 0;
    for (int i = 2; i < dims.rank - 1; ++i) row = row * dims[i] + index[i];
    const std::int64_t pixel = row * columns + index[dims.rank - 1];
    const std::int64_t pixels = dims.volume(2, dims.rank - 1) * columns;
    const std::int64_t channels = paddedChannels(dims, format);
    if (format.layout == Format::Layout::PaddedRows) return (index[0] * channels + index[1]) * pixels + pixel;
    const bool isLast = format.layout == Format::Layout::ChannelLast || format.layout == Format::Layout::PaddedPixelRows;
    if (isLast) return (index[0] * pixels + pixel) * channels + index[1];
    const std::int64_t block = index[1] / format.lanes;
    const std::int64_t blocks = channels / format.lanes;
    return ((index[0] * blocks + block) * pixels + pixel) * format.lanes + index[1] % format.lanes;
}

KernelStatus reformat(const TensorView& in, const TensorView& out) {
    if (in.type != out.type || !(in.dims == out.dims)) return KernelStatus::BadArgument;
    if (in.format.lanes == 0 || out.format.lanes == 0) return KernelStatus::BadArgument;
    if (out.bytes() == 0) return KernelStatus::Ok;
    std::memset(out.data, 0, out.bytes());
    forEachIndex(in.dims, [&](const Dims& index) {
        copyElements(out, elementOffset(out.dims, out.format, index), in, elementOffset(in.dims, in.format, index));
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
