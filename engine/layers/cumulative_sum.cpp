// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/cumulative_sum.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "kernels/reference/cumulative_sum.h"

namespace planscope::layers::cumulative_sum {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::axis>("axis", "axis along which sums run, counted from 0"),
    attrField<&Attrs::exclusive>("exclusive", "each sum leaves out the element it stands at"),
    attrField<&Attrs::reverse>("reverse", "sums run from the end of the axis"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    if (layer.input(0).type != DataType::Int32) PS_TRY(checkFloat(layer, 0));
    return checkAxis(layer.attrs<Attrs>().axis, layer.input(0).dims.rank);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::cumulativeSum(
        inputs[0], outputs[0], {.axis = attrs.axis, .exclusive = attrs.exclusive, .reverse = attrs.reverse});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Reduction,
    .doc = "Running sums along one axis.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
};

}  // namespace planscope::layers::cumulative_sum
