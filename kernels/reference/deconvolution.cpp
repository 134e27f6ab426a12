// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/deconvolution.h"

#include "kernels/reference/spatial.h"

#include <vector>

namespace planscope::kernels::reference {
namespace {

struct Geometry {
    Spatial in, out, filter, stride, dilation, padding;
};

/// Spreads one input element over an output plane.
void scatterElement(const Geometry& g, double value, const Spatial& at, const float* filter, double* plane) {
    for (std::int64_t fd = 0; fd < g.filter.d; ++fd) {
        const std::int64_t od = at.d * g.stride.d + fd * g.dilation.d - g.padding.d;
        if (od < 0 || od >= g.out.d) continue;
        for (std::int64_t fh = 0; fh < g.filter.h; ++fh) {
            const std::int64_t oh = at.h * g.stride.h + fh * g.dilation.h - g.padding.h;
            if (oh < 0 || oh >= g.out.h) continue;
            for (std::int64_t fw = 0; fw < g.filter.w; ++fw) {
                const std::int64_t ow = at.w * g.stride.w + fw * g.dilation.w - g.padding.w;
                if (ow < 0 || ow >= g.out.w) continue;
                plane[(od * g.out.h + oh) * g.out.w + ow] += value * filter[(fd * g.filter.h + fh) * g.filter.w + fw];
            }
        }
    }
}

}  // namespace

KernelStatus deconvolution(const TensorView& in,
                           const TensorView& weights,
                           const TensorView* bias,
                           const TensorView& out,
                           const DeconvolutionArgs& args) {
    if (!hasSpatialAxes(in.dims) || args.groups < 1) return KernelStatus::BadArgument;
    const Geometry g{Spatial::of(in.dims, 2, 1),      Spatial::of(out.dims, 2, 1),      Spatial::of(weights.dims, 2, 1),
                     Spatial::of(args.stride, 0, 1), Spatial::of(args.dilation, 0, 1), Spatial::of(args.prePadding, 0, 0)};
    const std::int64_t channels = in.dims[1];
    const std::int64_t maps = out.dims[1];
    const std::int64_t channelsPerGroup = channels / args.groups;
    const std::int64_t mapsPerGroup = weights.dims[1];
    std::vector<double> plane(static_cast<std::size_t>(g.out.volume()));

    for (std::int64_t n = 0; n < out.dims[0]; ++n)
        for (std::int64_t k = 0; k < maps; ++k) {
            plane.assign(plane.size(), bias ? bias->as<float>()[k] : 0.0);
            for (std::int64_t c = 0; c < channelsPerGroup; ++c) {
                const std::int64_t channel = k / mapsPerGroup * channelsPerGroup + c;
                const float* source = in.as<float>() + (n * channels + channel) * g.in.volume();
                const float* filter =
                    weights.as<float>() + (channel * mapsPerGroup + k % mapsPerGroup) * g.filter.volume();
                for (std::int64_t i = 0; i < g.in.volume(); ++i) {
                    const Spatial at{i / (g.in.h * g.in.w), i / g.in.w % g.in.h, i % g.in.w};
                    scatterElement(g, source[i], at, filter, plane.data());
                }
            }
            float* target = out.as<float>() + (n * maps + k) * g.out.volume();
            for (std::size_t i = 0; i < plane.size(); ++i) target[i] = static_cast<float>(plane[i]);
        }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
