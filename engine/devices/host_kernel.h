// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/host_memory.h"
#include "engine/devices/tactic.h"
#include "kernels/api/tensor_view.h"

namespace planscope::devices {

/// The tensors of a kernel that runs on host memory. Constants are bound when the kernel is lowered (the engine keeps
/// them alive), everything else before each run; nothing is allocated after construction.
class HostBindings {
public:
    HostBindings(const Problem& problem, const FormatSignature& formats);

    void bind(const KernelArgs& args) noexcept;
    std::span<const TensorView> inputs() const { return m_inputs; }
    std::span<const TensorView> outputs() const { return m_outputs; }

private:
    std::vector<TensorView> m_inputs, m_outputs;
    std::vector<char> m_isConstant;
};

/// A kernel around `run(inputs, outputs, workspace) -> KernelStatus`, which must not throw.
template <class Run>
class HostKernel final : public Kernel {
public:
    HostKernel(const Problem& problem, const FormatSignature& formats, std::size_t residentBytes, Run run)
        : m_bindings(problem, formats), m_residentBytes(residentBytes), m_run(std::move(run)) {}

    KernelStatus run(const KernelArgs& args) noexcept override {
        m_bindings.bind(args);
        return m_run(m_bindings.inputs(), m_bindings.outputs(), hostPointer(args.workspace));
    }
    std::size_t residentBytes() const override { return m_residentBytes; }
    std::string_view complaint() const override {
        if constexpr (requires { m_run.complaint(); }) return m_run.complaint();
        else return {};
    }

private:
    HostBindings m_bindings;
    std::size_t m_residentBytes;
    Run m_run;
};

template <class Run>
std::unique_ptr<Kernel> makeHostKernel(const Problem& problem, const TacticVariant& variant, Run run,
                                       std::size_t residentBytes = 0) {
    return std::make_unique<HostKernel<Run>>(problem, variant.formats, residentBytes, std::move(run));
}

}  // namespace planscope::devices
