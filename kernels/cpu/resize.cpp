// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/resize.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/resize_isa.h"

#include <cstring>

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kMaxRow = 8192;  ///< floats that are blended at a time

const ResizeIsa& isaOf(Isa isa) { return forIsa(isa, generic::resizeIsa, avx2::resizeIsa, avx512::resizeIsa); }

template <class T>
void copyElements(const std::byte* row, std::byte* out, const std::vector<std::int32_t>& index) {
    const auto* from = reinterpret_cast<const T*>(row);
    auto* to = reinterpret_cast<T*>(out);
    for (std::size_t x = 0; x < index.size(); ++x) to[x] = from[index[x]];
}

}  // namespace

ResizePlan::Axis ResizePlan::axisOf(const ResizeArgs& args, int axis, std::int64_t inLength, std::int64_t outLength) {
    Axis out{.inLength = inLength, .outLength = outLength};
    const ResizeAxis map{args.coordinate, args.selector, args.scales[axis], inLength, outLength};
    for (std::int64_t x = 0; x < outLength; ++x) {
        const ResizeTaps taps = resizeTaps(args, resizeCoordinate(map, x), inLength);
        out.taps = taps.count;
        for (int i = 0; i < taps.count; ++i) {
            out.index.push_back(static_cast<std::int32_t>(taps.index[i]));
            out.weight.push_back(static_cast<float>(taps.weight[i]));
        }
    }
    return out;
}

std::optional<ResizePlan> ResizePlan::make(const TensorView& in, const TensorView& out, const ResizeArgs& args, Isa isa) {
    const int rank = in.dims.rank;
    const bool isNearest = args.mode == ResizeMode::Nearest;
    if (in.type != out.type || in.format != out.format || in.format.lanes == 0) return std::nullopt;
    if (!isNearest && in.type != DataType::Float) return std::nullopt;
    if (rank < 3 || rank > 5 || out.dims.rank != rank || !isAvailable(isa)) return std::nullopt;
    for (int i = 0; i < 2; ++i)
        if (in.dims[i] != out.dims[i] || (args.scales[i] != 0 && args.scales[i] != 1)) return std::nullopt;
    if (in.volume() == 0 && out.volume() != 0) return std::nullopt;
    if (!isNearest && in.dims[rank - 1] > kMaxRow) return std::nullopt;

    ResizePlan plan;
    plan.m_in = {nullptr, in.type, in.dims, in.format};
    plan.m_out = {nullptr, out.type, out.dims, out.format};
    plan.m_mode = args.mode;
    plan.m_isa = isa;
    for (int axis = 2; axis < rank - 1; ++axis) plan.m_outer.push_back(axisOf(args, axis, in.dims[axis], out.dims[axis]));
    plan.m_columns = axisOf(args, rank - 1, in.dims[rank - 1], out.dims[rank - 1]);
    return plan;
}

ResizePlan::Rows ResizePlan::rowsOf(std::int64_t row) const noexcept {
    Rows rows;
    std::int64_t pitch = 1;
    for (auto axis = m_outer.rbegin(); axis != m_outer.rend(); ++axis) {
        const auto first = static_cast<std::size_t>(row % axis->outLength) * static_cast<std::size_t>(axis->taps);
        row /= axis->outLength;
        Rows expanded;
        expanded.count = 0;
        for (int i = 0; i < rows.count; ++i)
            for (int tap = 0; tap < axis->taps; ++tap) {
                const std::size_t at = first + static_cast<std::size_t>(tap);
                if (axis->weight[at] == 0) continue;
                expanded.index[expanded.count] = rows.index[i] + axis->index[at] * pitch;
                expanded.weight[expanded.count++] = rows.weight[i] * axis->weight[at];
            }
        rows = expanded;
        pitch *= axis->inLength;
    }
    return rows;
}

void ResizePlan::copyRow(const std::byte* row, std::byte* out, std::int64_t channels) const noexcept {
    const std::size_t pixel = static_cast<std::size_t>(channels) * sizeOf(m_in.type);
    if (pixel == 4) return copyElements<std::uint32_t>(row, out, m_columns.index);
    if (pixel == 2) return copyElements<std::uint16_t>(row, out, m_columns.index);
    if (pixel == 1) return copyElements<std::uint8_t>(row, out, m_columns.index);
    for (const std::int32_t x : m_columns.index) {
        std::memcpy(out, row + static_cast<std::size_t>(x) * pixel, pixel);
        out += pixel;
    }
}

void ResizePlan::blendRow(const float* plane, const Rows& rows, float* out, std::int64_t channels) const noexcept {
    const ResizeIsa& isa = isaOf(m_isa);
    const std::int64_t width = m_columns.inLength, pitch = width * channels;
    const auto blendPixels = [&](const float* row, float* target, std::int64_t count, std::int64_t rowPitch) {
        isa.blendPixels({.row = row, .index = m_columns.index.data(), .weight = m_columns.weight.data(), .taps = m_columns.taps,
                         .pixels = m_columns.outLength, .channels = count, .rowPitch = rowPitch, .outPitch = channels},
                        target);
    };
    if (rows.count == 1) return blendPixels(plane + rows.index[0] * pitch, out, channels, channels);
    alignas(64) float blended[kMaxRow];
    const std::int64_t fitting = kMaxRow / width;
    const std::int64_t slice = channels <= fitting ? channels : std::max<std::int64_t>(fitting / 16 * 16, std::min<std::int64_t>(fitting, 15));
    for (std::int64_t channel = 0; channel < channels; channel += slice) {
        const std::int64_t count = std::min(slice, channels - channel);
        const float* sources[kMaxRows];
        for (int i = 0; i < rows.count; ++i) sources[i] = plane + rows.index[i] * pitch + channel;
        isa.blendRows({.rows = sources, .weights = rows.weight, .count = rows.count, .pixels = width, .channels = count, .pitch = channels},
                      blended);
        blendPixels(blended, out + channel, count, count);
    }
}

KernelStatus ResizePlan::run(const TensorView& in, const TensorView& out, int threads) const noexcept {
    if (!(in.dims == m_in.dims) || !(out.dims == m_out.dims) || in.format != m_in.format || out.format != m_out.format)
        return KernelStatus::BadArgument;
    if (m_out.volume() == 0) return KernelStatus::Ok;
    const Format format = m_in.format;
    const std::int64_t stored = paddedChannels(m_in.dims, format);
    const std::int64_t channels = format.isLinear() ? 1 : format.layout == Format::Layout::ChannelLast ? stored : format.lanes;
    const std::int64_t planes = m_in.dims[0] * (stored / channels);
    const auto element = static_cast<std::int64_t>(sizeOf(m_in.type));
    const std::int64_t inPlane = m_in.dims.volume(2, m_in.dims.rank) * channels * element;
    const std::int64_t rows = m_out.dims.volume(2, m_out.dims.rank - 1);
    const std::int64_t outRow = m_columns.outLength * channels * element;
    const int used = threadsFor(threads, static_cast<std::int64_t>(out.bytes()) * 2);
    parallelFor(used, planes * rows, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::byte* plane = in.as<std::byte>() + unit / rows * inPlane;
            std::byte* target = out.as<std::byte>() + unit * outRow;
            const Rows sources = rowsOf(unit % rows);
            if (m_mode == ResizeMode::Nearest)
                copyRow(plane + sources.index[0] * m_columns.inLength * channels * element, target, channels);
            else blendRow(reinterpret_cast<const float*>(plane), sources, reinterpret_cast<float*>(target), channels);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
