// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/integer_product.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/convolution.h"

namespace planscope::layers::convolution {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::stride>("stride", "step of the window per spatial axis"),
    attrField<&Attrs::dilation>("dilation", "distance of neighbouring filter elements per spatial axis"),
    attrField<&Attrs::prePadding>("prePadding", "zeros before the first element per spatial axis"),
    attrField<&Attrs::postPadding>("postPadding", "zeros after the last element per spatial axis"),
    attrField<&Attrs::groups>("groups", "channel groups that do not mix"),
    attrField<&Attrs::paddingMode>("paddingMode", "how paddings and output extents are decided"),
    attrField<&Attrs::inputZeroPoint>("inputZeroPoint", "the integer that stands for 0 in an i8 or u8 input"),
};

std::int64_t outputChannels(const Dims& weights) {
    return weights[0];
}

Window explicitWindow(const Attrs& attrs, const Dims& weights) {
    return {spatialOf(weights), attrs.stride, attrs.dilation, attrs.prePadding, attrs.postPadding};
}

Status validateShapes(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims &in = layer.input(0).dims, &weights = layer.input(1).dims;
    PS_TRY(checkSpatialInput(layer));
    PS_CHECK(weights.rank == in.rank,
             Code::Shape,
             "the weights {} have rank {}, the input has rank {}",
             toString(weights),
             weights.rank,
             in.rank);
    PS_TRY(checkWindow(explicitWindow(attrs, weights), in.rank - 2));
    PS_CHECK(attrs.groups >= 1, Code::Attribute, "groups is {}, at least 1 is needed", attrs.groups);
    PS_CHECK(mayReach(in[1], 1) && mayReach(weights[0], 1) && mayReach(weights[1], 1),
             Code::Shape,
             "input {} and weights {} need at least one channel",
             toString(in),
             toString(weights));
    PS_CHECK(mayBeMultiple(in[1], attrs.groups),
             Code::Attribute,
             "groups {} does not divide the {} input channels",
             attrs.groups,
             in[1]);
    PS_CHECK(extent::mayEqual(weights[1], extent::divideExactly(in[1], attrs.groups)),
             Code::Shape,
             "the weights {} are for {} input channels in {} groups, the input has {}",
             toString(weights),
             weights[1] * attrs.groups,
             attrs.groups,
             in[1]);
    PS_CHECK(mayBeMultiple(weights[0], attrs.groups),
             Code::Attribute,
             "groups {} does not divide the {} output channels",
             attrs.groups,
             weights[0]);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 3));
    PS_TRY(checkProductTypes(layer, layer.attrs<Attrs>().inputZeroPoint));
    PS_TRY(validateShapes(layer));
    const std::int64_t channels = outputChannels(layer.input(1).dims);
    if (layer.inputCount() == 3)
        PS_CHECK(extent::mayEqual(layer.input(2).dims, Dims{channels}),
                 Code::Shape,
                 "the bias is {}, it must be {}",
                 toString(layer.input(2).dims),
                 channels);
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const Dims& in = layer.input(0).dims;
    const Dims spatial = spatialOf(in);
    const Window window = resolve(layer);
    const Dims extents = slidingExtents(layer.attrs<Attrs>().paddingMode, window, spatial);
    PS_TRY(checkExtents(extents, window, spatial));
    Dims dims{in[0], outputChannels(layer.input(1).dims)};
    for (const std::int64_t extent : extents) dims.push(extent);
    return std::vector<TensorType>{{productType(layer), dims}};
}

double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const Dims& weights = layer.input(1).dims;
    const double perElement =
        2.0 * static_cast<double>(weights.volume(1, weights.rank)) + (layer.inputCount() == 3 ? 1 : 0);
    return perElement * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const Window window = resolve(layer);
    return kernels::reference::convolution(inputs[0],
                                           inputs[1],
                                           inputs.size() > 2 ? &inputs[2] : nullptr,
                                           outputs[0],
                                           {.stride = window.stride,
                                            .dilation = window.dilation,
                                            .prePadding = window.prePadding,
                                            .postPadding = window.postPadding,
                                            .groups = layer.attrs<Attrs>().groups,
                                            .inputZeroPoint = layer.attrs<Attrs>().inputZeroPoint});
}

}  // namespace

Window resolve(const Attrs& attrs, const Dims& input, const Dims& weights) {
    const int axes = input.rank - 2;
    const Window window{spatialOf(weights),
                        withDefault(attrs.stride, axes, 1),
                        withDefault(attrs.dilation, axes, 1),
                        withDefault(attrs.prePadding, axes, 0),
                        withDefault(attrs.postPadding, axes, 0)};
    return resolvePadding(attrs.paddingMode, window, spatialOf(input));
}

Window resolve(const LayerView& layer) {
    return resolve(layer.attrs<Attrs>(), layer.input(0).dims, layer.input(1).dims);
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Convolution,
    .doc = "A filter over one to three spatial axes, in groups of channels.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::convolution
