// SPDX-License-Identifier: Apache-2.0
#include "engine/safe_plan/draft.h"

#include "engine/base/check.h"

namespace planscope::safe_plan {
namespace {

kernels::safe::View viewOf(const DraftTensor& tensor) {
    kernels::safe::View view;
    view.rank = static_cast<std::uint8_t>(tensor.dims.rank);
    view.type = tensor.type;
    view.elements = tensor.dims.volume();
    for (int i = 0; i < tensor.dims.rank; ++i) view.dims[i] = static_cast<std::int32_t>(tensor.dims[i]);
    return view;
}

}  // namespace

std::uint32_t Draft::add(DraftTensor tensor) {
    tensors.push_back(std::move(tensor));
    return static_cast<std::uint32_t>(tensors.size() - 1);
}

std::uint32_t Draft::addConstant(const ConstantPtr& constant) {
    const auto [at, isNew] = m_constants.emplace(constant.get(), static_cast<std::uint32_t>(tensors.size()));
    if (isNew) add({{}, constant->type(), constant->dims(), safety::TensorPlace::Weights, constant});
    return at->second;
}

std::uint32_t Draft::addIntermediate(const std::string& name, DataType type, const Dims& dims) { return add({name, type, dims}); }

bool Draft::fits(DraftStep& step) const {
    if (step.inputs.size() > kernels::safe::kMostInputs || step.outputs.size() > kernels::safe::kMostOutputs) return false;
    std::vector<std::uint64_t> parameters((step.parameters.size() + 7) / 8);
    std::memcpy(parameters.data(), step.parameters.data(), step.parameters.size());
    kernels::safe::Call call;
    call.inputCount = static_cast<std::uint32_t>(step.inputs.size());
    call.outputCount = static_cast<std::uint32_t>(step.outputs.size());
    for (std::size_t i = 0; i < step.inputs.size(); ++i) call.inputs[i] = viewOf(tensors[step.inputs[i]]);
    for (std::size_t i = 0; i < step.outputs.size(); ++i) call.outputs[i] = viewOf(tensors[step.outputs[i]]);
    call.parameters = reinterpret_cast<const unsigned char*>(parameters.data());
    call.parameterBytes = step.parameters.size();
    const kernels::safe::Checked checked = kernels::safe::findKernel(static_cast<std::uint32_t>(step.kernel))->check(call);
    step.scratchBytes = (checked.scratchBytes + safety::kAlignment - 1) / safety::kAlignment * safety::kAlignment;
    return checked.accepted;
}

Status Draft::addStep(DraftStep step) {
    PS_CHECK(fits(step), Code::NoTactic, "the safe kernel '{}' does not take these types, shapes and parameters",
             kernels::safe::findKernel(static_cast<std::uint32_t>(step.kernel))->name);
    steps.push_back(std::move(step));
    return {};
}

}  // namespace planscope::safe_plan
