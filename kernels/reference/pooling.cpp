// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/pooling.h"

#include "kernels/reference/spatial.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace planscope::kernels::reference {
namespace {

/// One axis of one window: what lies in the input, and how many elements it has when padding counts too.
struct Span {
    std::int64_t first, last;
    std::int64_t paddedLength;
};

struct Axis {
    std::int64_t in, window, stride, dilation, pre, post;

    Span span(std::int64_t position) const {
        const std::int64_t start = position * stride - pre;
        const std::int64_t end = start + (window - 1) * dilation + 1;
        const std::int64_t before = std::max<std::int64_t>((-start + dilation - 1) / dilation, 0);
        const std::int64_t padded = std::min(end, in + post) - start;
        return {start + before * dilation, std::min(end, in), std::max<std::int64_t>((padded + dilation - 1) / dilation, 0)};
    }
};

struct Pooled {
    double largest = -std::numeric_limits<double>::infinity();
    double sum = 0;
    std::int64_t seen = 0;
    std::int64_t where[3] = {-1, -1, -1};  ///< position of the first largest element
};

template <class T>
Pooled poolWindow(const T* plane, const Axis axes[3], const Span s[3]) {
    Pooled out;
    for (std::int64_t d = s[0].first; d < s[0].last; d += axes[0].dilation)
        for (std::int64_t h = s[1].first; h < s[1].last; h += axes[1].dilation)
            for (std::int64_t w = s[2].first; w < s[2].last; w += axes[2].dilation) {
                const auto value = static_cast<double>(plane[(d * axes[1].in + h) * axes[2].in + w]);
                if (out.seen == 0 || value > out.largest || (std::isnan(value) && !std::isnan(out.largest))) {
                    out.largest = value;
                    out.where[0] = d, out.where[1] = h, out.where[2] = w;
                }
                out.sum += value;
                ++out.seen;
            }
    return out;
}

float resultOf(const Pooled& pooled, const Span s[3], const PoolingArgs& args) {
    const std::int64_t padded = s[0].paddedLength * s[1].paddedLength * s[2].paddedLength;
    const std::int64_t count = args.averageCountExcludesPadding ? pooled.seen : padded;
    const double average = count > 0 ? pooled.sum / static_cast<double>(count) : 0;
    if (args.kind == PoolingKind::Max) return static_cast<float>(pooled.largest);
    if (args.kind == PoolingKind::Average) return static_cast<float>(average);
    return static_cast<float>((1.0 - args.blend) * pooled.largest + args.blend * average);
}

/// Number of the largest element within its plane.
std::int64_t numberOf(const Pooled& pooled, const Axis axes[3], PoolingIndices order) {
    const auto& [d, h, w] = pooled.where;
    if (order == PoolingIndices::ColumnMajor) return d + axes[0].in * (h + axes[1].in * w);
    return (d * axes[1].in + h) * axes[2].in + w;
}

/// Maxima of integers; a window without elements gives the least value of the type, the maximum of nothing.
template <class T>
void poolMaxima(const TensorView& in, const TensorView& out, const Axis axes[3]) {
    const Spatial input = Spatial::of(in.dims, 2, 1);
    const Spatial output = Spatial::of(out.dims, 2, 1);
    T* target = out.as<T>();
    for (std::int64_t plane = 0; plane < out.dims[0] * out.dims[1]; ++plane)
        for (std::int64_t d = 0; d < output.d; ++d)
            for (std::int64_t h = 0; h < output.h; ++h)
                for (std::int64_t w = 0; w < output.w; ++w) {
                    const Span spans[3] = {axes[0].span(d), axes[1].span(h), axes[2].span(w)};
                    const Pooled pooled = poolWindow(in.as<T>() + plane * input.volume(), axes, spans);
                    *target++ = pooled.seen > 0 ? static_cast<T>(pooled.largest) : std::numeric_limits<T>::lowest();
                }
}

}  // namespace

KernelStatus pooling(const TensorView& in, const TensorView& out, const PoolingArgs& args, const TensorView* indices) {
    if (!hasSpatialAxes(in.dims)) return KernelStatus::BadArgument;
    if (indices && (indices->type != DataType::Int32 || indices->dims != out.dims)) return KernelStatus::BadArgument;
    const Spatial input = Spatial::of(in.dims, 2, 1);
    const Spatial output = Spatial::of(out.dims, 2, 1);
    const Spatial window = Spatial::of(args.window, 0, 1);
    const Spatial stride = Spatial::of(args.stride, 0, 1);
    const Spatial dilation = Spatial::of(args.dilation, 0, 1);
    const Spatial pre = Spatial::of(args.prePadding, 0, 0);
    const Spatial post = Spatial::of(args.postPadding, 0, 0);
    const Axis axes[3] = {{input.d, window.d, stride.d, dilation.d, pre.d, post.d},
                          {input.h, window.h, stride.h, dilation.h, pre.h, post.h},
                          {input.w, window.w, stride.w, dilation.w, pre.w, post.w}};
    if (in.type != DataType::Float) {
        if (in.type != out.type || args.kind != PoolingKind::Max || indices) return KernelStatus::BadArgument;
        if (in.type == DataType::Int8) poolMaxima<std::int8_t>(in, out, axes);
        else if (in.type == DataType::UInt8) poolMaxima<std::uint8_t>(in, out, axes);
        else return KernelStatus::BadArgument;
        return KernelStatus::Ok;
    }
    float* target = out.as<float>();
    std::int32_t* number = indices ? indices->as<std::int32_t>() : nullptr;
    for (std::int64_t plane = 0; plane < out.dims[0] * out.dims[1]; ++plane) {
        const float* source = in.as<float>() + plane * input.volume();
        for (std::int64_t d = 0; d < output.d; ++d)
            for (std::int64_t h = 0; h < output.h; ++h)
                for (std::int64_t w = 0; w < output.w; ++w) {
                    const Span spans[3] = {axes[0].span(d), axes[1].span(h), axes[2].span(w)};
                    const Pooled pooled = poolWindow(source, axes, spans);
                    *target++ = resultOf(pooled, spans, args);
                    if (!number) continue;
                    const std::int64_t at = plane * input.volume() + numberOf(pooled, axes, args.indices);
                    *number++ = pooled.seen > 0 ? static_cast<std::int32_t>(at) : -1;
                }
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
