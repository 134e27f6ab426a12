// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/reformat.h"

#include "kernels/cpu/padding_lanes.h"
#include "kernels/cpu/parallel.h"
#include "kernels/cpu/transpose_isa.h"

#include <cstring>

namespace planscope::kernels::cpu {
namespace {

/// Channels that lie together in memory, and how often such a chunk occurs in one image.
struct Chunks {
    std::int64_t channels = 1, count = 1;
};

Chunks chunksOf(const TensorView& view) {
    const std::int64_t stored = paddedChannels(view.dims, view.format);
    if (view.format.layout == Format::Layout::ChannelLast) return {stored, 1};
    return {view.format.lanes, stored / view.format.lanes};
}

constexpr std::int64_t kStrip = 256;  ///< pixels per unit of work

/// Between Linear and a channel format, one strip of pixels of one chunk.
void turnStrip(const TransposeIsa& isa, const TensorView& in, const TensorView& out, std::int64_t batch, std::int64_t chunk,
               std::int64_t pixel, std::int64_t count) {
    const bool fromLinear = in.format.isLinear();
    const TensorView& formatted = fromLinear ? out : in;
    const Chunks chunks = chunksOf(formatted);
    const std::int64_t pixels = in.dims.volume(2, in.dims.rank);
    const std::int64_t firstChannel = chunk * chunks.channels;
    const std::int64_t channels = std::min(chunks.channels, in.dims[1] - firstChannel);
    const std::int64_t plain = (batch * in.dims[1] + firstChannel) * pixels + pixel;
    const std::int64_t turned = ((batch * chunks.count + chunk) * pixels + pixel) * chunks.channels;
    if (fromLinear)
        isa.matrix(in.as<float>() + plain, pixels, out.as<float>() + turned, chunks.channels, channels, count);
    else
        isa.matrix(in.as<float>() + turned, chunks.channels, out.as<float>() + plain, pixels, count, channels);
}

/// Between two channel formats, one strip of pixels with all channels.
void regroupStrip(const TensorView& in, const TensorView& out, std::int64_t batch, std::int64_t pixel, std::int64_t count) {
    const Chunks from = chunksOf(in);
    const Chunks to = chunksOf(out);
    const std::int64_t pixels = in.dims.volume(2, in.dims.rank);
    for (std::int64_t p = pixel; p < pixel + count; ++p)
        for (std::int64_t c = 0; c < in.dims[1];) {
            const std::int64_t run =
                std::min({from.channels - c % from.channels, to.channels - c % to.channels, in.dims[1] - c});
            const float* source =
                in.as<float>() + ((batch * from.count + c / from.channels) * pixels + p) * from.channels + c % from.channels;
            float* target =
                out.as<float>() + ((batch * to.count + c / to.channels) * pixels + p) * to.channels + c % to.channels;
            std::memcpy(target, source, static_cast<std::size_t>(run) * sizeof(float));
            c += run;
        }
}

}  // namespace

KernelStatus reformat(const TensorView& in, const TensorView& out, const Execution& execution) noexcept {
    if (in.type != out.type || sizeOf(in.type) != 4 || !(in.dims == out.dims)) return KernelStatus::BadArgument;
    if (in.format.lanes == 0 || out.format.lanes == 0 || in.format.padsRows() || out.format.padsRows()) return KernelStatus::BadArgument;
    if (in.volume() == 0) return KernelStatus::Ok;
    if (in.format == out.format || in.dims.rank < 3) {
        std::memcpy(out.data, in.data, out.bytes());
        return KernelStatus::Ok;
    }
    const TransposeIsa& isa = forIsa(execution.isa, generic::transposeIsa, avx2::transposeIsa, avx512::transposeIsa);
    const std::int64_t pixels = in.dims.volume(2, in.dims.rank);
    const std::int64_t strips = (pixels + kStrip - 1) / kStrip;
    const bool turns = in.format.isLinear() || out.format.isLinear();
    const std::int64_t chunks = turns ? chunksOf(in.format.isLinear() ? out : in).count : 1;
    const auto traffic = static_cast<std::int64_t>(in.bytes() + out.bytes());
    parallelFor(threadsFor(execution.threads, traffic), in.dims[0] * chunks * strips, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::int64_t pixel = unit % strips * kStrip;
            const std::int64_t count = std::min(kStrip, pixels - pixel);
            const std::int64_t chunk = unit / strips % chunks;
            const std::int64_t batch = unit / strips / chunks;
            if (turns) turnStrip(isa, in, out, batch, chunk, pixel, count);
            else regroupStrip(in, out, batch, pixel, count);
        }
    });
    clearPaddingLanes(out, 0, storageElements(out.dims, out.format));
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
