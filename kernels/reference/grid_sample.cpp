// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/grid_sample.h"

namespace planscope::kernels::reference {
namespace {

double sampled(const float* plane, std::int64_t width, const GridTaps& rows, const GridTaps& columns) {
    double sum = 0;
    for (int r = 0; r < rows.count; ++r)
        for (int c = 0; c < columns.count; ++c) {
            const std::int64_t y = rows.index[r], x = columns.index[c];
            if (y < 0 || x < 0) continue;
            sum += rows.weight[r] * columns.weight[c] * static_cast<double>(plane[y * width + x]);
        }
    return sum;
}

}  // namespace

KernelStatus gridSample(const TensorView& in, const TensorView& grid, const TensorView& out, const GridSampleArgs& args) {
    if (!isGridSample(in, grid, out, args)) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;
    const std::int64_t channels = in.dims[1], height = in.dims[2], width = in.dims[3];
    if (height == 0 || width == 0) return KernelStatus::BadArgument;
    const std::int64_t positions = grid.dims[1] * grid.dims[2];
    const GridAxis across(width, args), down(height, args);
    for (std::int64_t i = 0; i < in.dims[0] * positions; ++i) {
        const float* at = grid.as<float>() + 2 * i;
        const GridTaps columns = across.taps(static_cast<double>(at[0])), rows = down.taps(static_cast<double>(at[1]));
        for (std::int64_t c = 0; c < channels; ++c) {
            const std::int64_t plane = i / positions * channels + c;
            const float* data = in.as<float>() + plane * height * width;
            out.as<float>()[plane * positions + i % positions] = static_cast<float>(sampled(data, width, rows, columns));
        }
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
