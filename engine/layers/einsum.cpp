// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/einsum.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/einsum_equation.h"

namespace planscope::layers::einsum {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::equation>("equation", "indices of the operands and the output, as in bij,bjk->bik"),
};

constexpr int kMaxInputs = 8;

Result<EinsumPlan> planOf(const LayerView& layer) {
    std::vector<Dims> operands;
    for (const TensorInfo& input : layer.inputs()) operands.push_back(input.dims);
    return planEinsum(layer.attrs<Attrs>().equation, operands);
}

Status validate(const LayerView& layer) {
    PS_TRY(checkInputs(layer, 1, kMaxInputs));
    for (int i = 0; i < layer.inputCount(); ++i) PS_TRY(checkFloat(layer, i));
    PS_ASSIGN(const EinsumPlan plan, planOf(layer));
    PS_TRY(within("output", checkedVolume(plan.out)).map([](std::int64_t) {}));
    return within("summed indices", checkedVolume(plan.sums)).map([](std::int64_t) {});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    PS_ASSIGN(const EinsumPlan plan, planOf(layer));
    return std::vector<TensorType>{{DataType::Float, plan.out}};
}

/// A multiplication per input and an addition for every term, less the first of each.
double flops(const LayerView& layer, std::span<const TensorType>) {
    const auto plan = planOf(layer);
    if (!plan) return 0;
    const double terms = static_cast<double>(plan->out.volume()) * static_cast<double>(plan->sums.volume());
    const bool isSum = plan->sums.volume() > 1;
    return terms * (layer.inputCount() - 1 + (isSum ? 1 : 0));
}

KernelStatus
reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto plan = planOf(layer);
    if (!plan) return KernelStatus::BadArgument;
    return kernels::reference::einsum(inputs, outputs[0], {.operands = plan->operands, .sums = plan->sums});
}

}  // namespace

constinit const LayerDef def{
    .kind = kind,
    .category = Category::MatrixMultiply,
    .doc = "A sum of products by the Einstein convention.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::einsum
