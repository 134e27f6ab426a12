// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/pooling.h"

#include "kernels/reference/spatial.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace planscope::kernels::reference {
namespace {

/// One axis of one window: what lies in the input, and how long it is when padding counts too.
struct Span {
    std::int64_t first, last;
    std::int64_t paddedLength;
};

struct Axis {
    std::int64_t in, window, stride, pre, post;

    Span span(std::int64_t position) const {
        const std::int64_t start = position * stride - pre;
        const std::int64_t paddedEnd = std::min(start + window, in + post);
        return {std::max<std::int64_t>(start, 0), std::min(paddedEnd, in), std::max<std::int64_t>(paddedEnd - start, 0)};
    }
};

float poolWindow(const float* plane, const Axis axes[3], const Span s[3], const PoolingArgs& args) {
    double largest = -std::numeric_limits<double>::infinity();
    double sum = 0;
    std::int64_t seen = 0;
    for (std::int64_t d = s[0].first; d < s[0].last; ++d)
        for (std::int64_t h = s[1].first; h < s[1].last; ++h)
            for (std::int64_t w = s[2].first; w < s[2].last; ++w) {
                const double value = plane[(d * axes[1].in + h) * axes[2].in + w];
                if (std::isnan(value) || value > largest) largest = value;
                sum += value;
                ++seen;
            }
    const std::int64_t padded = s[0].paddedLength * s[1].paddedLength * s[2].paddedLength;
    const std::int64_t count = args.averageCountExcludesPadding ? seen : padded;
    const double average = count > 0 ? sum / static_cast<double>(count) : 0;
    if (args.kind == PoolingKind::Max) return static_cast<float>(largest);
    if (args.kind == PoolingKind::Average) return static_cast<float>(average);
    return static_cast<float>((1.0 - args.blend) * largest + args.blend * average);
}

}  // namespace

KernelStatus pooling(const TensorView& in, const TensorView& out, const PoolingArgs& args) {
    if (!hasSpatialAxes(in.dims)) return KernelStatus::BadArgument;
    const Spatial input = Spatial::of(in.dims, 2, 1);
    const Spatial output = Spatial::of(out.dims, 2, 1);
    const Spatial window = Spatial::of(args.window, 0, 1);
    const Spatial stride = Spatial::of(args.stride, 0, 1);
    const Spatial pre = Spatial::of(args.prePadding, 0, 0);
    const Spatial post = Spatial::of(args.postPadding, 0, 0);
    const Axis axes[3] = {{input.d, window.d, stride.d, pre.d, post.d},
                          {input.h, window.h, stride.h, pre.h, post.h},
                          {input.w, window.w, stride.w, pre.w, post.w}};
    float* target = out.as<float>();
    for (std::int64_t plane = 0; plane < out.dims[0] * out.dims[1]; ++plane) {
        const float* source = in.as<float>() + plane * input.volume();
        for (std::int64_t d = 0; d < output.d; ++d)
            for (std::int64_t h = 0; h < output.h; ++h)
                for (std::int64_t w = 0; w < output.w; ++w) {
                    const Span spans[3] = {axes[0].span(d), axes[1].span(h), axes[2].span(w)};
                    *target++ = poolWindow(source, axes, spans, args);
                }
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
