// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pooling.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/network/names.h"
#include "kernels/reference/pooling.h"

namespace planscope::layers::pooling {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::kind>("kind", "what a window yields"),
    attrField<&Attrs::window>("window", "extents of the window per spatial axis"),
    attrField<&Attrs::stride>("stride", "step of the window per spatial axis"),
    attrField<&Attrs::dilation>("dilation", "distance of the window's elements per spatial axis"),
    attrField<&Attrs::prePadding>("prePadding", "padding before the first element per spatial axis"),
    attrField<&Attrs::postPadding>("postPadding", "padding after the last element per spatial axis"),
    attrField<&Attrs::paddingMode>("paddingMode", "how paddings and output extents are decided"),
    attrField<&Attrs::averageCountExcludesPadding>("averageCountExcludesPadding",
                                                   "averages divide by the elements of the input only"),
    attrField<&Attrs::blendFactor>("blendFactor", "weight of the average in a blend"),
    attrField<&Attrs::indices>("indices", "whether and how the elements that are maxima are numbered in a second output"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    const auto& attrs = layer.attrs<Attrs>();
    const DataType type = layer.input(0).type;
    const bool isInteger = type == DataType::Int8 || type == DataType::UInt8;
    if (!isInteger) PS_TRY(checkFloat(layer, 0));
    PS_CHECK(!isInteger || (attrs.kind == PoolingKind::Max && attrs.indices == PoolingIndices::None),
             Code::DataType,
             "of {} values only maxima can be taken, without indices",
             toString(type));
    PS_TRY(checkSpatialInput(layer));
    PS_CHECK(attrs.blendFactor >= 0 && attrs.blendFactor <= 1,
             Code::Attribute,
             "blendFactor is {}, which is outside [0, 1]",
             attrs.blendFactor);
    PS_CHECK(attrs.indices == PoolingIndices::None || attrs.kind == PoolingKind::Max,
             Code::Attribute,
             "indices are those of maxima, the kind is {}",
             word(attrs.kind));
    PS_TRY(checkWindow({attrs.window, attrs.stride, attrs.dilation, attrs.prePadding, attrs.postPadding}, layer.input(0).dims.rank - 2));
    return within("window", checkedVolume(attrs.window)).map([](std::int64_t) {});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const Dims& in = layer.input(0).dims;
    const Dims spatial = spatialOf(in);
    const Window window = resolve(layer);
    const Dims extents = poolingExtents(layer.attrs<Attrs>().paddingMode, window, spatial);
    PS_TRY(checkExtents(extents, window, spatial));
    Dims dims{in[0], in[1]};
    for (const std::int64_t extent : extents) dims.push(extent);
    std::vector<TensorType> out{{layer.input(0).type, dims}};
    if (layer.attrs<Attrs>().indices != PoolingIndices::None) out.push_back({DataType::Int32, dims});
    return out;
}

double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    return static_cast<double>(layer.attrs<Attrs>().window.volume()) * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const Window window = resolve(layer);
    return kernels::reference::pooling(inputs[0],
                                       outputs[0],
                                       {.kind = attrs.kind,
                                        .window = window.kernel,
                                        .stride = window.stride,
                                        .prePadding = window.prePadding,
                                        .postPadding = window.postPadding,
                                        .blend = attrs.blendFactor,
                                        .averageCountExcludesPadding = attrs.averageCountExcludesPadding,
                                        .dilation = window.dilation,
                                        .indices = attrs.indices},
                                       outputs.size() > 1 ? &outputs[1] : nullptr);
}

}  // namespace

Window resolve(const Attrs& attrs, const Dims& input) {
    const int axes = input.rank - 2;
    const Window window{attrs.window,
                        withDefault(attrs.stride, axes, 1),
                        withDefault(attrs.dilation, axes, 1),
                        withDefault(attrs.prePadding, axes, 0),
                        withDefault(attrs.postPadding, axes, 0)};
    return resolvePadding(attrs.paddingMode, window, spatialOf(input));
}

Window resolve(const LayerView& layer) {
    return resolve(layer.attrs<Attrs>(), layer.input(0).dims);
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Pooling,
    .doc = "Maximum, average or a blend of both over windows of one to three spatial axes.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::pooling
