// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/convolution.h"

#include "kernels/reference/spatial.h"

#include <vector>

namespace planscope::kernels::reference {
namespace {

struct Geometry {
    Spatial in, out, filter, stride, dilation, padding;
};

/// Adds one input plane, filtered, to row (od, oh) of an output plane.
void addRow(const Geometry& g, const float* plane, const float* filter, std::int64_t od, std::int64_t oh, double* row) {
    for (std::int64_t fd = 0; fd < g.filter.d; ++fd) {
        const std::int64_t id = od * g.stride.d + fd * g.dilation.d - g.padding.d;
        if (id < 0 || id >= g.in.d) continue;
        for (std::int64_t fh = 0; fh < g.filter.h; ++fh) {
            const std::int64_t ih = oh * g.stride.h + fh * g.dilation.h - g.padding.h;
            if (ih < 0 || ih >= g.in.h) continue;
            const float* source = plane + (id * g.in.h + ih) * g.in.w;
            for (std::int64_t fw = 0; fw < g.filter.w; ++fw) {
                const double weight = filter[(fd * g.filter.h + fh) * g.filter.w + fw];
                const std::int64_t shift = fw * g.dilation.w - g.padding.w;
                for (std::int64_t ow = 0; ow < g.out.w; ++ow) {
                    const std::int64_t iw = ow * g.stride.w + shift;
                    if (iw >= 0 && iw < g.in.w) row[ow] += weight * source[iw];
                }
            }
        }
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
    const std::int64_t channels = in.dims[1];
    const std::int64_t maps = out.dims[1];
    const std::int64_t channelsPerGroup = weights.dims[1];
    const std::int64_t mapsPerGroup = maps / args.groups;
    std::vector<double> row(static_cast<std::size_t>(g.out.w));

    for (std::int64_t n = 0; n < out.dims[0]; ++n)
        for (std::int64_t k = 0; k < maps; ++k)
            for (std::int64_t line = 0; line < g.out.d * g.out.h; ++line) {
                row.assign(row.size(), bias ? bias->as<float>()[k] : 0.0);
                for (std::int64_t c = 0; c < channelsPerGroup; ++c) {
                    const std::int64_t channel = k / mapsPerGroup * channelsPerGroup + c;
                    addRow(g, in.as<float>() + (n * channels + channel) * g.in.volume(),
                           weights.as<float>() + (k * channelsPerGroup + c) * g.filter.volume(), line / g.out.h,
                           line % g.out.h, row.data());
                }
                float* target = out.as<float>() + ((n * maps + k) * g.out.d * g.out.h + line) * g.out.w;
                for (std::size_t w = 0; w < row.size(); ++w) target[w] = static_cast<float>(row[w]);
            }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
