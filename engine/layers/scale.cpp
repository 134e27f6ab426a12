// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/scale.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/enum_words.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/scale.h"

namespace planscope::layers::scale {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::mode>("mode", "how many elements the weights have"),
    attrField<&Attrs::channelAxis>("channelAxis", "axis that the weights start at, counted from 0"),
};

/// Elements that each weight must have.
std::int64_t weightCount(const Attrs& attrs, const Dims& in) {
    if (attrs.mode == ScaleMode::Uniform) return 1;
    if (attrs.mode == ScaleMode::Channel) return in[attrs.channelAxis];
    std::int64_t count = 1;
    for (int i = attrs.channelAxis; i < in.rank; ++i) count = extent::multiply(count, in[i]);
    return count;
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 4));
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& in = layer.input(0).dims;
    if (attrs.mode != ScaleMode::Uniform) PS_TRY(checkAxis(attrs.channelAxis, in.rank));
    for (int i = 0; i < layer.inputCount(); ++i) PS_TRY(checkFloat(layer, i));
    const std::int64_t count = weightCount(attrs, in);
    for (int i = 1; i < layer.inputCount(); ++i)
        PS_CHECK(extent::mayEqual(extent::volume(layer.input(i).dims), count),
                 Code::Shape,
                 "input {} has {} elements, mode {} needs {}",
                 i,
                 extentText(extent::volume(layer.input(i).dims)),
                 word(attrs.mode),
                 extentText(count));
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    return (layer.inputCount() - 1.0) * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const auto weight = [&](std::size_t i) { return inputs.size() > i ? &inputs[i] : nullptr; };
    return kernels::reference::scale(
        inputs[0],
        weight(1),
        weight(2),
        weight(3),
        outputs[0],
        {.mode = attrs.mode, .channelAxis = attrs.mode == ScaleMode::Uniform ? 0 : attrs.channelAxis});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Normalization,
    .doc = "(x * scale + shift) ^ power with weights per tensor, channel or element.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::scale
