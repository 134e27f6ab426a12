// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/grid_sample.h"

#include "kernels/cpu/grid_sample_isa.h"
#include "kernels/cpu/parallel.h"

namespace planscope::kernels::cpu {
namespace {

/// @param grid  positions (x, y), `positions` of them
void fillBlock(GridBlock& block, const float* grid, std::int64_t positions, const GridAxis& across, const GridAxis& down,
               std::int64_t width, std::int64_t channels) {
    block.positions = positions;
    for (std::int64_t i = 0; i < kGridBlock; ++i) {
        if (i >= positions) {
            for (int tap = 0; tap < block.taps; ++tap) block.offset[tap][i] = 0, block.weight[tap][i] = 0;
            continue;
        }
        const GridTaps columns = across.taps(static_cast<double>(grid[2 * i])), rows = down.taps(static_cast<double>(grid[2 * i + 1]));
        int tap = 0;
        for (int r = 0; r < rows.count; ++r)
            for (int c = 0; c < columns.count; ++c, ++tap) {
                const bool isOutside = rows.index[r] < 0 || columns.index[c] < 0;
                block.offset[tap][i] = isOutside ? 0 : static_cast<std::int32_t>((rows.index[r] * width + columns.index[c]) * channels);
                block.weight[tap][i] = isOutside ? 0 : static_cast<float>(rows.weight[r] * columns.weight[c]);
            }
        for (; tap < block.taps; ++tap) block.offset[tap][i] = 0, block.weight[tap][i] = 0;
    }
}

int tapsOf(ResizeMode mode) { return mode == ResizeMode::Nearest ? 1 : mode == ResizeMode::Linear ? 4 : 16; }

}  // namespace

KernelStatus gridSample(const TensorView& in, const TensorView& grid, const TensorView& out, const GridSampleArgs& args,
                        const Execution& execution) noexcept {
    if (!isGridSample(in, grid, out, args) || in.format != out.format || !grid.format.isLinear()) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;
    const Format format = in.format;
    const std::int64_t height = in.dims[2], width = in.dims[3], positions = grid.dims[1] * grid.dims[2];
    if (height == 0 || width == 0) return KernelStatus::BadArgument;
    const std::int64_t stored = paddedChannels(in.dims, format);
    const std::int64_t channels = format.isLinear() ? 1 : format.layout == Format::Layout::ChannelLast ? stored : format.lanes;
    const std::int64_t planes = stored / channels;
    const GridAxis across(width, args), down(height, args);
    const GridSampleIsa& isa = forIsa(execution.isa, generic::gridSampleIsa, avx2::gridSampleIsa, avx512::gridSampleIsa);
    const std::int64_t blocks = (positions + kGridBlock - 1) / kGridBlock;
    const int threads = threadsFor(execution.threads, out.volume() * tapsOf(args.mode) * 4);
    parallelFor(threads, in.dims[0] * blocks, [&](std::int64_t first, std::int64_t last) {
        GridBlock block;
        block.taps = tapsOf(args.mode);
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::int64_t image = unit / blocks, start = unit % blocks * kGridBlock;
            fillBlock(block, grid.as<float>() + 2 * (image * positions + start), std::min<std::int64_t>(kGridBlock, positions - start),
                      across, down, width, channels);
            for (std::int64_t plane = image * planes; plane < (image + 1) * planes; ++plane)
                isa.sample(in.as<float>() + plane * height * width * channels, block, channels,
                           out.as<float>() + (plane * positions + start) * channels);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
