// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/remainder.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "kernels/reference/remainder.h"

namespace planscope::layers::remainder {
namespace {

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkFloat(layer, 0));
    return checkFloat(layer, 1);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const Dims dims, broadcast(layer.input(0).dims, layer.input(1).dims));
    return std::vector<TensorType>{{DataType::Float, dims}};
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::remainder(inputs[0], inputs[1], outputs[0]);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Elementwise,
    .doc = "a - trunc(a / b) b without rounding, the fmod of C.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
};

}  // namespace planscope::layers::remainder
