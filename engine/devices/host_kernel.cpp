// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/host_kernel.h"

namespace planscope::devices {
namespace {

TensorView viewOf(const ProblemTensor& tensor, Format format) {
    if (tensor.constant) return tensor.constant->view();
    return {nullptr, tensor.type, tensor.dims, format};
}

}  // namespace

HostBindings::HostBindings(const Problem& problem, const FormatSignature& formats) {
    for (std::size_t i = 0; i < problem.inputs.size(); ++i) {
        m_inputs.push_back(viewOf(problem.inputs[i], formats.inputs[i]));
        m_isConstant.push_back(problem.inputs[i].constant != nullptr);
    }
    for (std::size_t i = 0; i < problem.outputs.size(); ++i)
        m_outputs.push_back({nullptr, problem.outputs[i].type, problem.outputs[i].dims, formats.outputs[i]});
}

void HostBindings::bind(const KernelArgs& args) noexcept {
    for (std::size_t i = 0; i < m_inputs.size(); ++i)
        if (!m_isConstant[i]) m_inputs[i].data = hostPointer(args.inputs[i]);
    for (std::size_t i = 0; i < m_outputs.size(); ++i) m_outputs[i].data = hostPointer(args.outputs[i]);
}

}  // namespace planscope::devices
