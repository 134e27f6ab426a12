// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/step_call.h"

namespace planscope {
namespace safety {

kernels::safe::View viewOf(const TensorRecord& tensor) noexcept {
    kernels::safe::View view;
    view.rank = tensor.rank;
    view.type = static_cast<DataType>(tensor.type);
    view.elements = 1;
    for (int i = 0; i < tensor.rank; ++i) {
        view.dims[i] = tensor.dims[i];
        view.elements *= tensor.dims[i];
    }
    return view;
}

void fillCall(const Sections& plan, const StepRecord& step, kernels::safe::Call* call) noexcept {
    call->inputCount = step.inputCount;
    call->outputCount = step.outputCount;
    const std::uint32_t* links = plan.links + step.firstLink;
    for (std::uint32_t i = 0; i < step.inputCount; ++i) call->inputs[i] = viewOf(plan.tensors[links[i]]);
    for (std::uint32_t i = 0; i < step.outputCount; ++i) call->outputs[i] = viewOf(plan.tensors[links[step.inputCount + i]]);
    call->parameters = plan.parameters.data + step.parameters;
    call->parameterBytes = step.parameterBytes;
    call->scratch = nullptr;
}

}  // namespace safety
}  // namespace planscope
