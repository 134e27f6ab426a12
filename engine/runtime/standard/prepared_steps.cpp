// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/standard/prepared_steps.h"

#include "engine/base/check.h"

namespace planscope {

PreparedSteps::PreparedSteps(std::shared_ptr<const LoadedEngine> loaded) : m_loaded(std::move(loaded)) {
    for (const EngineStep& step : engine().steps) {
        m_argumentTensors.insert(m_argumentTensors.end(), step.inputs.begin(), step.inputs.end());
        m_argumentTensors.insert(m_argumentTensors.end(), step.outputs.begin(), step.outputs.end());
    }
    for (const std::uint32_t tensor : m_argumentTensors) m_arguments.push_back(m_loaded->constantAddresses[tensor]);
    std::span<const DeviceAddress> rest = m_arguments;
    for (std::size_t i = 0; i < engine().steps.size(); ++i) {
        const EngineStep& step = engine().steps[i];
        const auto ins = rest.first(step.inputs.size());
        const auto outs = rest.subspan(step.inputs.size(), step.outputs.size());
        rest = rest.subspan(step.inputs.size() + step.outputs.size());
        m_steps.push_back({m_loaded->kernels[i].get(), {ins, outs, {}}});
    }
}

void PreparedSteps::setArena(DeviceAddress arena) {
    for (std::size_t i = 0; i < m_arguments.size(); ++i) {
        const EngineTensor& tensor = engine().tensors[m_argumentTensors[i]];
        if (tensor.placement == Placement::Arena) m_arguments[i] = arena.offset(tensor.offset);
    }
    for (std::size_t i = 0; i < m_steps.size(); ++i) m_steps[i].args.workspace = arena.offset(engine().steps[i].workspaceOffset);
}

void PreparedSteps::setAddress(std::uint32_t tensor, DeviceAddress address) {
    for (std::size_t i = 0; i < m_arguments.size(); ++i)
        if (m_argumentTensors[i] == tensor) m_arguments[i] = address;
}

Error PreparedSteps::stepError(std::size_t step, KernelStatus status) const {
    const EngineStep& failed = engine().steps[step];
    const std::string subject = fmt::format("step '{}' ({})", failed.name, failed.tactic);
    if (status == KernelStatus::BadIndex)
        return {Code::Value, subject, "an index in its inputs points outside the data", "Check the values of the inputs."};
    if (status == KernelStatus::NotTrue) return {Code::Value, subject, "the condition that the model asserts is false", {}};
    const std::string_view why = m_steps[step].kernel->complaint();
    return {Code::Device, subject, fmt::format("the kernel failed on device '{}'{}{}", engine().deviceId, why.empty() ? "" : ": ", why), {}};
}

Status PreparedSteps::launch(Stream& stream, StepProfiler* profiler, std::size_t firstRow) {
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        if (m_steps[i].kernel) {
            KernelStatus status = stream.launch(*m_steps[i].kernel, m_steps[i].args);
            // Only a finished step has a time; devices that work at once lose nothing here.
            if (profiler && status == KernelStatus::Ok) status = stream.synchronize();
            if (status != KernelStatus::Ok) return fail(stepError(i, status));
        }
        if (profiler) profiler->stepBoundary(firstRow + i);
    }
    return {};
}

}  // namespace planscope
