// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/resize.h"

#include "kernels/api/resize_map.h"
#include "kernels/cpu/parallel.h"
#include "kernels/cpu/resize_isa.h"

#include <cstring>

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kMaxRow = 8192;

const ResizeIsa& isaOf(Isa isa) { return forIsa(isa, generic::resizeIsa, avx2::resizeIsa, avx512::resizeIsa); }

}  // namespace

ResizePlan::Table ResizePlan::tableOf(const ResizeArgs& args, int axis, std::int64_t inLength, std::int64_t outLength) {
    Table table;
    const ResizeAxis map{args.coordinate, args.selector, args.scales[axis], inLength, outLength};
    for (std::int64_t x = 0; x < outLength; ++x) {
        const double coordinate = resizeCoordinate(map, x);
        if (args.mode == ResizeMode::Nearest) {
            table.left.push_back(static_cast<std::int32_t>(nearestIndex(args.round, coordinate, inLength)));
            continue;
        }
        const double base = std::floor(coordinate);
        const auto clamped = [&](double index) {
            return static_cast<std::int32_t>(std::clamp(index, 0.0, static_cast<double>(inLength - 1)));
        };
        table.left.push_back(clamped(base));
        table.right.push_back(clamped(base + 1));
        table.weight.push_back(static_cast<float>(coordinate - base));
    }
    return table;
}

std::optional<ResizePlan> ResizePlan::make(const TensorView& in, const TensorView& out, const ResizeArgs& args, Isa isa) {
    const int rank = in.dims.rank;
    if (in.type != DataType::Float || out.type != DataType::Float || in.format != out.format || in.format.lanes == 0)
        return std::nullopt;
    if (rank < 3 || rank > 4 || out.dims.rank != rank || args.mode == ResizeMode::Cubic || !isAvailable(isa))
        return std::nullopt;
    for (int i = 0; i < 2; ++i)
        if (in.dims[i] != out.dims[i] || (args.scales[i] != 0 && args.scales[i] != 1)) return std::nullopt;
    if (in.volume() == 0 && out.volume() != 0) return std::nullopt;
    const std::int64_t inWidth = in.dims[rank - 1];
    if (args.mode == ResizeMode::Linear && inWidth > kMaxRow) return std::nullopt;

    ResizePlan plan;
    plan.m_in = {nullptr, in.type, in.dims, in.format};
    plan.m_out = {nullptr, out.type, out.dims, out.format};
    plan.m_mode = args.mode;
    plan.m_isa = isa;
    plan.m_inWidth = inWidth;
    plan.m_columns = tableOf(args, rank - 1, inWidth, out.dims[rank - 1]);
    plan.m_rows = rank == 4 ? tableOf(args, 2, in.dims[2], out.dims[2]) : Table{{0}, {0}, {0}};
    return plan;
}

void ResizePlan::plainRow(const float* plane, float* out, std::int64_t row) const noexcept {
    const auto r = static_cast<std::size_t>(row);
    const auto width = static_cast<std::int64_t>(m_columns.left.size());
    const float* top = plane + m_rows.left[r] * m_inWidth;
    if (m_mode == ResizeMode::Nearest) {
        for (std::int64_t x = 0; x < width; ++x) out[x] = top[m_columns.left[static_cast<std::size_t>(x)]];
        return;
    }
    alignas(64) float blended[kMaxRow];
    const ResizeIsa& isa = isaOf(m_isa);
    isa.blendRows(top, plane + m_rows.right[r] * m_inWidth, m_rows.weight[r], blended, m_inWidth);
    isa.blendColumns(blended, m_columns.left.data(), m_columns.right.data(), m_columns.weight.data(), out, width);
}

void ResizePlan::pixelRow(const float* plane, float* out, std::int64_t row, std::int64_t channels) const noexcept {
    const auto r = static_cast<std::size_t>(row);
    const ResizeIsa& isa = isaOf(m_isa);
    const float* top = plane + m_rows.left[r] * m_inWidth * channels;
    const bool isNearest = m_mode == ResizeMode::Nearest;
    const float* bottom = isNearest ? top : plane + m_rows.right[r] * m_inWidth * channels;
    for (std::size_t x = 0; x < m_columns.left.size(); ++x, out += channels) {
        const std::int64_t left = m_columns.left[x] * channels;
        if (isNearest) {
            std::memcpy(out, top + left, static_cast<std::size_t>(channels) * sizeof(float));
            continue;
        }
        const std::int64_t right = m_columns.right[x] * channels;
        const float* const corners[4] = {top + left, top + right, bottom + left, bottom + right};
        isa.blendPixel(corners, m_columns.weight[x], m_rows.weight[r], out, channels);
    }
}

KernelStatus ResizePlan::run(const TensorView& in, const TensorView& out, int threads) const noexcept {
    if (!(in.dims == m_in.dims) || !(out.dims == m_out.dims) || in.format != m_in.format || out.format != m_out.format)
        return KernelStatus::BadArgument;
    const bool isLinear = m_in.format.isLinear();
    const std::int64_t stored = paddedChannels(m_in.dims, m_in.format);
    const bool isLast = m_in.format.layout == Format::Layout::ChannelLast;
    const std::int64_t chunk = isLast ? stored : m_in.format.lanes;
    const std::int64_t planes = m_in.dims[0] * (stored / std::max<std::int64_t>(chunk, 1));
    const std::int64_t inPlane = m_in.dims.volume(2, m_in.dims.rank) * chunk;
    const auto rows = static_cast<std::int64_t>(m_rows.left.size());
    const auto pitch = static_cast<std::int64_t>(m_columns.left.size()) * chunk;
    const int used = threadsFor(threads, static_cast<std::int64_t>(out.bytes()) * 2);
    if (m_out.volume() == 0) return KernelStatus::Ok;
    parallelFor(used, planes * rows, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t unit = first; unit < last; ++unit) {
            const float* plane = in.as<float>() + unit / rows * inPlane;
            float* target = out.as<float>() + unit * pitch;
            if (isLinear) plainRow(plane, target, unit % rows);
            else pixelRow(plane, target, unit % rows, chunk);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
