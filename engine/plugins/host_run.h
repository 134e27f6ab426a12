// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/plugins/plugin.h"
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"

#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace planscope::plugins {

std::vector<TensorDesc> describe(std::span<const TensorView> tensors);

/// Whether a plugin takes these tensors in host memory, all positions together.
/// @errors Code::UnsupportedFeature where it throws
Result<bool> supports(const Plugin& plugin, std::span<const TensorDesc> inputs, std::span<const TensorDesc> outputs);

/// A configured copy of a plugin with all that an execution on the host needs; executing uses no heap of ours.
class HostRun {
public:
    /// @errors Code::NoTactic where the plugin does not take the tensors or throws
    static Result<HostRun> prepare(const Plugin& plugin, std::vector<TensorDesc> inputs, std::vector<TensorDesc> outputs);

    std::size_t workspaceBytes() const { return m_workspaceBytes; }
    /// BackendFailed where the plugin throws or does not answer 0.
    KernelStatus execute(std::span<const TensorView> inputs, std::span<const TensorView> outputs, void* workspace) noexcept;
    /// What the plugin threw in the last execution, cut to fit; empty where it did not.
    std::string_view complaint() const { return m_complaint.data(); }

private:
    HostRun() = default;
    void complain(std::string_view text) noexcept;

    std::unique_ptr<Plugin> m_plugin;
    std::vector<TensorDesc> m_inputs, m_outputs;
    std::vector<const void*> m_inputData;
    std::vector<void*> m_outputData;
    std::size_t m_workspaceBytes = 0;
    std::array<char, 256> m_complaint{};  ///< ends with a zero byte; no heap at run time
};

}  // namespace planscope::plugins
