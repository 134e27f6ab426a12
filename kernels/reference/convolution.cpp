// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/convolution.h"

#include "kernels/reference/spatial.h"

#include <vector>

namespace planscope::kernels::reference {
namespace {

struct Geometry {
    Spatial in, out, filter, stride, dilation, padding;
};

/// Adds one input plane, less its zero point and filtered, to row (od, oh) of an output plane.
template <class In, class Weight, class Sum>
void addRow(const Geometry& g, const In* plane, const Weight* filter, std::int64_t od, std::int64_t oh, Sum zero, Sum* row) {
    for (std::int64_t fd = 0; fd < g.filter.d; ++fd) {
        const std::int64_t id = od * g.stride.d + fd * g.dilation.d - g.padding.d;
        if (id < 0 || id >= g.in.d) continue;
        for (std::int64_t fh = 0; fh < g.filter.h; ++fh) {
            const std::int64_t ih = oh * g.stride.h + fh * g.dilation.h - g.padding.h;
            if (ih < 0 || ih >= g.in.h) continue;
            const In* source = plane + (id * g.in.h + ih) * g.in.w;
            for (std::int64_t fw = 0; fw < g.filter.w; ++fw) {
                const auto weight = static_cast<Sum>(filter[(fd * g.filter.h + fh) * g.filter.w + fw]);
                const std::int64_t shift = fw * g.dilation.w - g.padding.w;
                for (std::int64_t ow = 0; ow < g.out.w; ++ow) {
                    const std::int64_t iw = ow * g.stride.w + shift;
                    if (iw >= 0 && iw < g.in.w) row[ow] += weight * (static_cast<Sum>(source[iw]) - zero);
                }
            }
        }
    }
}

template <class In, class Weight, class Sum, class Out>
void convolve(const Geometry& g, const TensorView& in, const TensorView& weights, const TensorView* bias, const TensorView& out,
              const ConvolutionArgs& args) {
    const std::int64_t channels = in.dims[1];
    const std::int64_t maps = out.dims[1];
    const std::int64_t channelsPerGroup = weights.dims[1];
    const std::int64_t mapsPerGroup = maps / args.groups;
    std::vector<Sum> row(static_cast<std::size_t>(g.out.w));

    for (std::int64_t n = 0; n < out.dims[0]; ++n)
        for (std::int64_t k = 0; k < maps; ++k)
            for (std::int64_t line = 0; line < g.out.d * g.out.h; ++line) {
                row.assign(row.size(), bias ? static_cast<Sum>(bias->as<Out>()[k]) : Sum{});
                for (std::int64_t c = 0; c < channelsPerGroup; ++c) {
                    const std::int64_t channel = k / mapsPerGroup * channelsPerGroup + c;
                    addRow(g, in.as<In>() + (n * channels + channel) * g.in.volume(),
                           weights.as<Weight>() + (k * channelsPerGroup + c) * g.filter.volume(), line / g.out.h, line % g.out.h,
                           static_cast<Sum>(args.inputZeroPoint), row.data());
                }
                Out* target = out.as<Out>() + ((n * maps + k) * g.out.d * g.out.h + line) * g.out.w;
                for (std::size_t w = 0; w < row.size(); ++w) target[w] = static_cast<Out>(row[w]);
            }
}

}  // namespace

KernelStatus convolution(const TensorView& in,
                         const TensorView& weights,
                         const TensorView* bias,
                         const TensorView& out,
                         const ConvolutionArgs& args) {
    if (!hasSpatialAxes(in.dims) || args.groups < 1) return KernelStatus::BadArgument;
    const Geometry g{Spatial::of(in.dims, 2, 1),      Spatial::of(out.dims, 2, 1),      Spatial::of(weights.dims, 2, 1),
                     Spatial::of(args.stride, 0, 1), Spatial::of(args.dilation, 0, 1), Spatial::of(args.prePadding, 0, 0)};
    if (in.type == DataType::Float) {
        convolve<float, float, double, float>(g, in, weights, bias, out, args);
        return KernelStatus::Ok;
    }
    if (weights.type != DataType::Int8 || out.type != DataType::Int32 || bias) return KernelStatus::BadArgument;
    if (in.type == DataType::Int8) convolve<std::int8_t, std::int8_t, std::int64_t, std::int32_t>(g, in, weights, bias, out, args);
    else convolve<std::uint8_t, std::int8_t, std::int64_t, std::int32_t>(g, in, weights, bias, out, args);
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
