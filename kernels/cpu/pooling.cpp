// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/pooling.h"

#include "kernels/cpu/padding_lanes.h"
#include "kernels/cpu/parallel.h"
#include "kernels/cpu/pooling_isa.h"
#include "kernels/cpu/rows_isa.h"

#include <limits>

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kMaxSpan = 4096;  ///< input columns combined at once
constexpr std::int64_t kMaxWindow = 2048;

/// One spatial axis.
struct Axis {
    std::int64_t in = 1, out = 1, window = 1, stride = 1, pre = 0, post = 0;

    /// What a window covers: the input elements [first, last) and its length with padding.
    struct Window {
        std::int64_t first, last, padded;
        std::int64_t count() const { return std::max<std::int64_t>(last - first, 0); }
    };
    Window at(std::int64_t position) const {
        const std::int64_t start = position * stride - pre;
        const std::int64_t end = std::min(start + window, in + post);
        return {std::max<std::int64_t>(start, 0), std::min(end, in), std::max<std::int64_t>(end - start, 0)};
    }
};

struct Geometry {
    Axis d, h, w;
};

Geometry geometryOf(const TensorView& in, const TensorView& out, const PoolingArgs& args) {
    Geometry g;
    Axis* const axes[3] = {&g.w, &g.h, &g.d};
    const int spatial = in.dims.rank - 2;
    for (int i = 0; i < spatial; ++i) {
        const int s = spatial - 1 - i;
        *axes[i] = {in.dims[2 + s], out.dims[2 + s], args.window[s], args.stride[s], args.prePadding[s], args.postPadding[s]};
    }
    return g;
}

bool hasAllLists(const TensorView& in, const PoolingArgs& args) {
    const int spatial = in.dims.rank - 2;
    return args.window.rank == spatial && args.stride.rank == spatial && args.prePadding.rank == spatial &&
           args.postPadding.rank == spatial;
}

/// One output row of a Linear plane: rows of the window are combined by columns, then columns by windows.
void linearRow(const RowsIsa& isa,
               const Geometry& g,
               const PoolingArgs& args,
               const float* plane,
               float* out,
               const Axis::Window& depth,
               const Axis::Window& height) {
    const bool isMax = args.kind == PoolingKind::Max;
    const ReduceKind kind = isMax ? ReduceKind::Max : ReduceKind::Sum;
    const std::int64_t perStep = (kMaxSpan - g.w.window) / g.w.stride + 1;
    alignas(64) float lines[2][kMaxSpan];
    for (std::int64_t from = 0; from < g.w.out; from += perStep) {
        const std::int64_t to = std::min(from + perStep, g.w.out);
        const std::int64_t left = std::min(g.w.at(from).first, g.w.in);
        const std::int64_t right = std::max(g.w.at(to - 1).last, left);
        const std::int64_t columns = right - left;
        const float start = isMax ? -std::numeric_limits<float>::infinity() : 0.0F;
        std::fill_n(lines[0], columns, start);
        for (std::int64_t d = depth.first; d < depth.last && height.count() > 0; ++d) {
            const float* source = plane + (d * g.h.in + height.first) * g.w.in + left;
            float* combined = depth.count() == 1 ? lines[0] : lines[1];
            isa.reduceColumns(kind, source, combined, height.count(), g.w.in, columns);
            if (depth.count() > 1) isa.reduceColumns(kind, lines[0], lines[0], 2, kMaxSpan, columns);
        }
        for (std::int64_t ow = from; ow < to; ++ow) {
            const Axis::Window width = g.w.at(ow);
            float value = start;
            for (std::int64_t iw = width.first; iw < width.last; ++iw) {
                const float x = lines[0][iw - left];
                if (!isMax) value += x;
                else if (x > value || x != x) value = x;
            }
            const std::int64_t counted = args.averageCountExcludesPadding
                                             ? depth.count() * height.count() * width.count()
                                             : depth.padded * height.padded * width.padded;
            if (!isMax) value = counted > 0 ? value / static_cast<float>(counted) : 0.0F;
            out[ow] = value;
        }
    }
}

}  // namespace

KernelStatus pooling(const TensorView& in, const TensorView& out, const PoolingArgs& args, const Execution& execution) noexcept {
    const bool isLinear = in.format.isLinear();
    if (in.type != DataType::Float || out.type != DataType::Float || in.format != out.format || in.format.lanes == 0)
        return KernelStatus::BadArgument;
    if (in.dims.rank < 3 || in.dims.rank > (isLinear ? 5 : 4) || out.dims.rank != in.dims.rank || !hasAllLists(in, args))
        return KernelStatus::BadArgument;
    if (args.kind == PoolingKind::MaxAverageBlend) return KernelStatus::BadArgument;
    const Geometry g = geometryOf(in, out, args);
    if (isLinear && g.w.window > kMaxWindow) return KernelStatus::BadArgument;

    const std::int64_t stored = paddedChannels(in.dims, in.format);
    const bool isLast = in.format.layout == Format::Layout::ChannelLast;
    const std::int64_t chunk = isLast ? stored : in.format.lanes;
    const std::int64_t planes = in.dims[0] * (stored / std::max<std::int64_t>(chunk, 1));
    const std::int64_t inPlane = g.d.in * g.h.in * g.w.in * chunk;
    const std::int64_t rowsPerPlane = g.d.out * g.h.out;
    // Half a vector would be idle with eight lanes.
    const bool narrow = !isLinear && !isLast && in.format.lanes < 16 && execution.isa == Isa::Avx512;
    const PoolingIsa& isa = forIsa(narrow ? Isa::Avx2 : execution.isa, generic::poolingIsa, avx2::poolingIsa, avx512::poolingIsa);
    const RowsIsa& rowsIsa = forIsa(execution.isa, generic::rowsIsa, avx2::rowsIsa, avx512::rowsIsa);
    const int threads = threadsFor(execution.threads, planes * (inPlane + rowsPerPlane * g.w.out * chunk) * 4);
    parallelFor(threads, planes * rowsPerPlane, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t row = first; row < last; ++row) {
            const float* plane = in.as<float>() + row / rowsPerPlane * inPlane;
            float* target = out.as<float>() + row * g.w.out * chunk;
            const Axis::Window height = g.h.at(row % g.h.out);
            if (isLinear) {
                linearRow(rowsIsa, g, args, plane, target, g.d.at(row % rowsPerPlane / g.h.out), height);
                continue;
            }
            PoolingRow r;
            r.in = plane + height.first * g.w.in * chunk;
            r.pixelStride = chunk;
            r.rowStride = g.w.in * chunk;
            r.rows = height.count();
            r.paddedRows = height.padded;
            r.inWidth = g.w.in;
            r.padLeft = g.w.pre;
            r.padRight = g.w.post;
            r.window = g.w.window;
            r.stride = g.w.stride;
            r.out = target;
            r.outWidth = g.w.out;
            r.channels = chunk;
            r.isMax = args.kind == PoolingKind::Max;
            r.countExcludesPadding = args.averageCountExcludesPadding;
            isa.channelRow(r);
        }
    });
    clearPaddingLanes(out, 0, storageElements(out.dims, out.format));
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
