// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/resize.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "kernels/reference/resize.h"

#include <algorithm>
#include <cmath>

namespace planscope::layers::resize {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::mode>("mode", "interpolation"),
    attrField<&Attrs::coordinateTransformation>("coordinateTransformation",
                                                "which input coordinate an output coordinate reads"),
    attrField<&Attrs::nearestRounding>("nearestRounding", "how mode nearest rounds a coordinate"),
    attrField<&Attrs::selector>("selector", "what an output axis of length 1 reads"),
    attrField<&Attrs::cubicCoefficient>("cubicCoefficient", "coefficient of the cubic kernel"),
    attrField<&Attrs::excludeOutside>("excludeOutside", "cubic weights outside the data are left out"),
    attrField<&Attrs::scales>("scales", "output per input length of each axis"),
    attrField<&Attrs::outputDims>("outputDims", "output extents; empty: from scales"),
};

/// Innermost axes that a mode can interpolate, as in TensorRT 8.6 (IResizeLayer).
constexpr int kMaxAxes[] = {kMaxRank, 3, 2};

Result<Dims> outputDims(const Attrs& attrs, const Dims& in) {
    if (attrs.outputDims.rank > 0 || in.rank == 0) return attrs.outputDims;
    Dims out = in;
    for (int i = 0; i < in.rank; ++i) {
        const double extent =
            std::floor(static_cast<double>(in[i]) * static_cast<double>(attrs.scales[static_cast<std::size_t>(i)]));
        PS_CHECK(extent <= static_cast<double>(kMaxElements),
                 Code::Limit,
                 "axis {} grows from {} to {:.3g} elements",
                 i,
                 in[i],
                 extent);
        out[i] = static_cast<std::int64_t>(extent);
    }
    return out;
}

Status checkLengths(const Attrs& attrs, const Dims& in) {
    const int scales = static_cast<int>(std::min<std::size_t>(attrs.scales.size(), 1000));
    PS_CHECK(scales == 0 || scales == in.rank, Code::Attribute, "scales has {} entries, expected {}", scales, in.rank);
    PS_CHECK(attrs.outputDims.rank == 0 || attrs.outputDims.rank == in.rank,
             Code::Attribute,
             "outputDims has {} entries, expected {}",
             attrs.outputDims.rank,
             in.rank);
    PS_CHECK(scales > 0 || attrs.outputDims.rank > 0 || in.rank == 0,
             Code::Attribute,
             "neither scales nor outputDims is given");
    for (const float scale : attrs.scales)
        PS_CHECK(
            scale > 0 && std::isfinite(scale), Code::Attribute, "scales holds {}, a positive number is needed", scale);
    for (const std::int64_t extent : attrs.outputDims)
        PS_CHECK(extent >= 0 && extent <= kMaxElements,
                 Code::Attribute,
                 "outputDims holds {}, which is outside [0, {}]",
                 extent,
                 kMaxElements);
    return {};
}

/// Axes from the first one that changes to the last.
int resizedAxes(const Attrs& attrs, const Dims& in, const Dims& out) {
    for (int i = 0; i < in.rank; ++i)
        if (in[i] != out[i] || (!attrs.scales.empty() && attrs.scales[static_cast<std::size_t>(i)] != 1))
            return in.rank - i;
    return 0;
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    const auto& attrs = layer.attrs<Attrs>();
    if (attrs.mode != ResizeMode::Nearest) PS_TRY(checkFloat(layer, 0));
    const Dims& in = layer.input(0).dims;
    PS_TRY(checkLengths(attrs, in));
    PS_TRY(checkFinite("cubicCoefficient", attrs.cubicCoefficient));
    PS_ASSIGN(const Dims out, outputDims(attrs, in));
    for (int i = 0; i < in.rank; ++i)
        PS_CHECK(in[i] > 0 || out[i] == 0, Code::Shape, "axis {} has no elements to interpolate", i);
    const int axes = resizedAxes(attrs, in, out), most = kMaxAxes[static_cast<std::size_t>(attrs.mode)];
    PS_CHECK(axes <= most,
             Code::UnsupportedFeature,
             "mode {} resizes at most the {} innermost axes, {} are asked for",
             word(attrs.mode),
             most,
             axes);
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Dims dims, outputDims(layer.attrs<Attrs>(), layer.input(0).dims));
    return std::vector<TensorType>{{layer.input(0).type, dims}};
}

/// Two operations per element that an output element reads along each resized axis.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    constexpr double kTaps[] = {0, 2, 4};
    const int axes = resizedAxes(attrs, layer.input(0).dims, outputs[0].dims);
    return 2 * kTaps[static_cast<std::size_t>(attrs.mode)] * axes * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    kernels::reference::ResizeArgs args{.mode = attrs.mode,
                                        .coordinate = attrs.coordinateTransformation,
                                        .round = attrs.nearestRounding,
                                        .selector = attrs.selector,
                                        .scales = {},
                                        .cubicCoefficient = attrs.cubicCoefficient,
                                        .excludeOutside = attrs.excludeOutside};
    std::ranges::copy(attrs.scales, args.scales);
    return kernels::reference::resize(inputs[0], outputs[0], args);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::DataMovement,
    .doc = "Interpolation to other extents: nearest, linear or cubic.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::resize
