// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/resize.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/layers/trace.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/resize.h"

#include <algorithm>
#include <bit>
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

constexpr int kTarget = 1;

bool hasTarget(const LayerView& layer, DataType type) {
    return layer.inputCount() > kTarget && layer.input(kTarget).type == type;
}

/// Scales of all axes; empty where they are not given, nothing while they are not known.
std::optional<std::vector<float>> knownScales(const LayerView& layer) {
    if (!hasTarget(layer, DataType::Float)) return layer.attrs<Attrs>().scales;
    const Constant* const value = layer.input(kTarget).constant;
    if (!value) return std::nullopt;
    return std::vector<float>(value->floats().begin(), value->floats().end());
}

/// floor(extent * scale)
Result<std::int64_t> scaledExtent(int axis, std::int64_t extent, float scale) {
    const auto factor = static_cast<double>(scale);
    if (!extent::isNumber(extent)) {
        const bool isWhole = factor == std::floor(factor) && factor <= static_cast<double>(kMaxElements);
        return isWhole ? extent::multiply(extent, static_cast<std::int64_t>(factor))
                       : extent::derived("resized", extent, std::bit_cast<std::int32_t>(scale));
    }
    const double scaled = std::floor(static_cast<double>(extent) * factor);
    PS_CHECK(scaled <= static_cast<double>(kMaxElements),
             Code::Limit,
             "axis {} grows from {} to {:.3g} elements",
             axis,
             extent,
             scaled);
    return static_cast<std::int64_t>(scaled);
}

/// Extents are anonymous while they depend on a value that is not known. @pre checkLengths
Result<Dims> outputDims(const LayerView& layer) {
    const Dims& in = layer.input(0).dims;
    if (hasTarget(layer, DataType::Int32)) return extentsIn(layer, kTarget, "output dims", in.rank);
    const auto& attrs = layer.attrs<Attrs>();
    if (attrs.outputDims.rank > 0 || in.rank == 0) return attrs.outputDims;
    const auto scales = knownScales(layer);
    Dims out = Dims::filled(in.rank, extent::kAnonymous);
    for (int i = 0; scales && i < in.rank; ++i) {
        PS_ASSIGN(out[i], scaledExtent(i, in[i], (*scales)[static_cast<std::size_t>(i)]));
    }
    return out;
}

Status checkScales(std::span<const float> scales, int rank) {
    const int count = static_cast<int>(std::min<std::size_t>(scales.size(), 1000));
    PS_CHECK(count == 0 || count == rank, Code::Attribute, "scales has {} entries, expected {}", count, rank);
    for (const float scale : scales)
        PS_CHECK(
            scale > 0 && std::isfinite(scale), Code::Attribute, "scales holds {}, a positive number is needed", scale);
    return {};
}

Status checkTarget(const LayerView& layer) {
    const TensorInfo& target = layer.input(kTarget);
    PS_CHECK(target.type == DataType::Int32 || target.type == DataType::Float,
             Code::DataType,
             "input 1 must be i32 (output dims) or f32 (scales), got {}",
             toString(target.type));
    const int rank = layer.input(0).dims.rank;
    PS_CHECK(extent::mayEqual(target.dims, Dims{rank}),
             Code::Shape,
             "input 1 is {}, a list of {} is needed",
             toString(target.dims),
             rank);
    return {};
}

Status checkLengths(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const int rank = layer.input(0).dims.rank;
    if (layer.inputCount() > kTarget) PS_TRY(checkTarget(layer));
    PS_TRY(checkScales(attrs.scales, rank));
    PS_CHECK(attrs.outputDims.rank == 0 || attrs.outputDims.rank == rank,
             Code::Attribute,
             "outputDims has {} entries, expected {}",
             attrs.outputDims.rank,
             rank);
    PS_CHECK(!attrs.scales.empty() || attrs.outputDims.rank > 0 || layer.inputCount() > kTarget || rank == 0,
             Code::Attribute,
             "neither scales nor outputDims is given");
    for (const std::int64_t extent : attrs.outputDims)
        PS_CHECK(extent >= 0 && extent <= kMaxElements,
                 Code::Attribute,
                 "outputDims holds {}, which is outside [0, {}]",
                 extent,
                 kMaxElements);
    return within("input 1", checkScales(knownScales(layer).value_or(std::vector<float>{}), rank));
}

/// Whether the axis is known to change its extent or to be mapped by a scale other than 1.
bool changes(std::int64_t in, std::int64_t out, std::span<const float> scales, int axis) {
    if (!scales.empty() && scales[static_cast<std::size_t>(axis)] != 1) return true;
    const bool isKnown = extent::isNumber(in) && extent::isNumber(out) && out != extent::kAnonymous;
    return isKnown && in != out;
}

/// Axes from the first one that is known to change to the last.
int resizedAxes(const LayerView& layer, const Dims& out) {
    const Dims& in = layer.input(0).dims;
    const std::vector<float> scales = knownScales(layer).value_or(std::vector<float>{});
    for (int i = 0; i < in.rank; ++i)
        if (changes(in[i], out[i], scales, i)) return in.rank - i;
    return 0;
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 2));
    const auto& attrs = layer.attrs<Attrs>();
    if (attrs.mode != ResizeMode::Nearest) PS_TRY(checkFloat(layer, 0));
    const Dims& in = layer.input(0).dims;
    PS_TRY(checkLengths(layer));
    PS_TRY(checkFinite("cubicCoefficient", attrs.cubicCoefficient));
    PS_ASSIGN(const Dims out, outputDims(layer));
    for (int i = 0; i < in.rank; ++i)
        PS_CHECK(mayReach(in[i], 1) || out[i] <= 0, Code::Shape, "axis {} has no elements to interpolate", i);
    const int axes = resizedAxes(layer, out), most = kMaxAxes[static_cast<std::size_t>(attrs.mode)];
    PS_CHECK(axes <= most,
             Code::UnsupportedFeature,
             "mode {} resizes at most the {} innermost axes, {} are asked for",
             word(attrs.mode),
             most,
             axes);
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Dims dims, outputDims(layer));
    return std::vector<TensorType>{{layer.input(0).type, dims}};
}

/// Two operations per element that an output element reads along each resized axis.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    constexpr double kTaps[] = {0, 2, 4};
    const int axes = resizedAxes(layer, outputs[0].dims);
    return 2 * kTaps[static_cast<std::size_t>(layer.attrs<Attrs>().mode)] * axes * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    ResizeArgs args = argsOf(layer.attrs<Attrs>());
    const bool readsScales = inputs.size() > kTarget && inputs[kTarget].type == DataType::Float;
    if (readsScales) std::copy_n(inputs[kTarget].as<float>(), inputs[kTarget].volume(), args.scales);
    return kernels::reference::resize(inputs[0], outputs[0], args);
}

}  // namespace

ResizeArgs argsOf(const Attrs& attrs) {
    ResizeArgs args{.mode = attrs.mode,
                    .coordinate = attrs.coordinateTransformation,
                    .round = attrs.nearestRounding,
                    .selector = attrs.selector,
                    .scales = {},
                    .cubicCoefficient = attrs.cubicCoefficient,
                    .excludeOutside = attrs.excludeOutside};
    std::ranges::copy(attrs.scales, args.scales);
    return args;
}

std::optional<Attrs> settled(const LayerView& layer) {
    Attrs out = layer.attrs<Attrs>();
    if (layer.inputCount() <= kTarget) return out;
    const auto dims = outputDims(layer);
    auto scales = knownScales(layer);
    if (!dims || !scales || !dims->isStatic()) return std::nullopt;
    out.outputDims = *dims;
    out.scales = std::move(*scales);
    return out;
}

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
    .shapeInputs = 1U << kTarget,
};

}  // namespace planscope::layers::resize
