// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/normalization.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "kernels/reference/normalization.h"

namespace planscope::layers::normalization {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::axes>("axes", "bit i: mean and variance run over axis i"),
    attrField<&Attrs::epsilon>("epsilon", "added to the variance"),
    attrField<&Attrs::groups>("groups", "channel groups that share statistics; 1: none"),
    attrField<&Attrs::centered>("centered", "false: the mean counts as 0"),
};

Status checkGroups(const Attrs& attrs, const Dims& in) {
    PS_CHECK(attrs.groups >= 1, Code::Attribute, "groups is {}, at least 1 is needed", attrs.groups);
    if (attrs.groups == 1) return {};
    PS_CHECK(in.rank >= 3, Code::Shape, "groups need [N,C] and spatial axes, got rank {}", in.rank);
    PS_CHECK(
        mayBeMultiple(in[1], attrs.groups), Code::Attribute, "groups {} does not divide the {} channels", attrs.groups, in[1]);
    const std::uint32_t spatial = ((1U << in.rank) - 1) & ~3U;
    PS_CHECK(attrs.axes == spatial,
             Code::Attribute,
             "axes is {:#x}, with groups it must name every axis after 1 ({:#x})",
             attrs.axes,
             spatial);
    return {};
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 3));
    const auto& attrs = layer.attrs<Attrs>();
    const Dims& in = layer.input(0).dims;
    PS_TRY(checkAxes(attrs.axes, in.rank));
    PS_TRY(checkFinite("epsilon", attrs.epsilon));
    PS_CHECK(attrs.epsilon >= 0, Code::Attribute, "epsilon is {}, it must not be negative", attrs.epsilon);
    PS_TRY(checkGroups(attrs, in));
    for (int i = 0; i < layer.inputCount(); ++i) {
        PS_TRY(checkFloat(layer, i));
        PS_TRY(checkBroadcasts(layer, i, in));
    }
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

/// Mean, variance, normalisation, scale and shift.
double flops(const LayerView&, std::span<const TensorType> outputs) {
    return 8.0 * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const auto weight = [&](std::size_t i) { return inputs.size() > i ? &inputs[i] : nullptr; };
    return kernels::reference::normalization(inputs[0],
                                             weight(1),
                                             weight(2),
                                             outputs[0],
                                             {.axes = attrs.axes, .epsilon = attrs.epsilon, .groups = attrs.groups, .centered = attrs.centered});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Normalization,
    .doc = "(x - mean) / sqrt(variance + epsilon) * scale + bias.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::normalization
