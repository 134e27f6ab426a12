// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/assertion.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/trace.h"
#include "kernels/reference/reformat.h"

#include <algorithm>

namespace planscope::layers::assertion {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::message>("message", "what it means that the condition is false"),
};

constexpr int kCondition = 1;

bool isKnownFalse(const TensorInfo& condition) {
    if (!condition.constant) {
        const Trace values = traceOf(condition);
        return values && std::ranges::count(*values, 0) > 0;
    }
    return std::ranges::count(condition.constant->as<std::uint8_t>(), 0) > 0;
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 2, 2));
    PS_TRY(checkType(layer, kCondition, DataType::Bool));
    const std::string& message = layer.attrs<Attrs>().message;
    PS_CHECK(!isKnownFalse(layer.input(kCondition)),
             Code::Value,
             "the condition is false: {}",
             message.empty() ? "no message is given" : message);
    return {};
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    return std::vector<TensorType>{{layer.input(0).type, layer.input(0).dims}};
}

double flops(const LayerView&, std::span<const TensorType>) {
    return 0;
}

KernelStatus reference(const LayerView&, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const std::span condition(inputs[kCondition].as<const std::uint8_t>(), static_cast<std::size_t>(inputs[kCondition].volume()));
    if (std::ranges::count(condition, 0) > 0) return KernelStatus::NotTrue;
    return kernels::reference::reformat(inputs[0], outputs[0]);
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::Control,
    .doc = "A copy that fails where a condition is false.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
    .traceExtents = traceOfFirst,
};

}  // namespace planscope::layers::assertion
