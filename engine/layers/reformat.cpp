// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reformat.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "kernels/reference/reformat.h"

namespace planscope::layers::reformat {
namespace {

Status validate(const LayerView& layer) {
    return checkInputs(layer, 1, 1);
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    return kernels::reference::reformat(inputs[0], outputs[0]);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Reformat,
    .doc = "A copy into another memory format.",
    .fields = {},
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = nullptr,
    .reference = reference,
};

}  // namespace planscope::layers::reformat
