// SPDX-License-Identifier: Apache-2.0
#include "engine/plugins/host_run.h"

#include "engine/base/check.h"
#include "engine/plugins/guard.h"

#include <exception>

namespace planscope::plugins {
namespace {

int sizeOf(std::span<const TensorDesc> tensors) { return static_cast<int>(tensors.size()); }

}  // namespace

std::vector<TensorDesc> describe(std::span<const TensorView> tensors) {
    std::vector<TensorDesc> out;
    for (const TensorView& tensor : tensors) out.push_back({tensor.type, tensor.format, tensor.dims});
    return out;
}

Result<bool> supports(const Plugin& plugin, std::span<const TensorDesc> inputs, std::span<const TensorDesc> outputs) {
    std::vector<TensorDesc> all(inputs.begin(), inputs.end());
    all.insert(all.end(), outputs.begin(), outputs.end());
    return guarded(Code::UnsupportedFeature, [&] {
        for (int i = 0; i < sizeOf(all); ++i)
            if (!plugin.supportsFormatCombination(i, all.data(), sizeOf(inputs), sizeOf(outputs))) return false;
        return plugin.runsOn(Memory::Host);
    });
}

Result<HostRun> HostRun::prepare(const Plugin& plugin, std::vector<TensorDesc> inputs, std::vector<TensorDesc> outputs) {
    PS_ASSIGN(const bool isTaken, supports(plugin, inputs, outputs));
    PS_CHECK(isTaken, Code::NoTactic, "it refuses them");
    HostRun run;
    run.m_inputs = std::move(inputs);
    run.m_outputs = std::move(outputs);
    run.m_inputData.resize(run.m_inputs.size());
    run.m_outputData.resize(run.m_outputs.size());
    PS_TRY(guarded(Code::NoTactic, [&] {
        run.m_plugin.reset(plugin.clone());
        if (!run.m_plugin) return;
        run.m_plugin->configure(run.m_inputs.data(), sizeOf(run.m_inputs), run.m_outputs.data(), sizeOf(run.m_outputs));
        run.m_workspaceBytes = run.m_plugin->workspaceBytes(run.m_inputs.data(), sizeOf(run.m_inputs), run.m_outputs.data(),
                                                            sizeOf(run.m_outputs));
    }));
    PS_CHECK(run.m_plugin, Code::NoTactic, "its clone() gives nothing");
    return run;
}

KernelStatus HostRun::execute(std::span<const TensorView> inputs, std::span<const TensorView> outputs, void* workspace) noexcept {
    for (std::size_t i = 0; i < inputs.size(); ++i) m_inputData[i] = inputs[i].data;
    for (std::size_t i = 0; i < outputs.size(); ++i) m_outputData[i] = outputs[i].data;
    EnqueueArgs args;
    args.inputs = m_inputs.data();
    args.outputs = m_outputs.data();
    args.inputData = m_inputData.data();
    args.outputData = m_outputData.data();
    args.inputCount = sizeOf(m_inputs);
    args.outputCount = sizeOf(m_outputs);
    args.workspace = workspace;
    m_complaint[0] = '\0';
    try {
        if (m_plugin->enqueue(args) == 0) return KernelStatus::Ok;
        complain("its enqueue() reported a failure");
    } catch (const std::exception& error) {
        complain(error.what());
    } catch (...) {
        complain("it threw something that is not a std::exception");
    }
    return KernelStatus::BackendFailed;
}

void HostRun::complain(std::string_view text) noexcept {
    const std::size_t length = text.copy(m_complaint.data(), m_complaint.size() - 1);
    m_complaint[length] = '\0';
}

}  // namespace planscope::plugins
