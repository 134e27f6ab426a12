// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/softmax.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "kernels/reference/softmax.h"

namespace planscope::layers::softmax {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::axis>("axis", "normalised axis, counted from 0"),
    attrField<&Attrs::log>("log", "give the logarithm of the result"),
};

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, 1));
    PS_TRY(checkFloat(layer, 0));
    return checkAxis(layer.attrs<Attrs>().axis, layer.input(0).dims.rank);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

/// Maximum, difference, exponential, sum and quotient.
double flops(const LayerView&, std::span<const TensorType> outputs) {
    return 5.0 * static_cast<double>(outputs[0].dims.volume());
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    return kernels::reference::softmax(inputs[0], outputs[0], {.axis = attrs.axis, .log = attrs.log});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Normalization,
    .doc = "exp(x - max) / sum(exp(x - max)) along one axis.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::softmax
