// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/following.h"

#include "engine/network/pointwise_text.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::devices::cpu {

using kernels::cpu::PointwisePlan;

std::vector<TensorView> epilogueOperands(const Problem& problem, const FormatSignature& formats) {
    std::vector<TensorView> out{viewOf(problem.outputs[0], formats.outputs[0])};
    for (auto i = static_cast<std::size_t>(problem.anchorInputCount()); i < problem.inputs.size(); ++i)
        out.push_back(viewOf(problem.inputs[i], formats.inputs[i]));
    return out;
}

std::optional<FollowingPointwise> FollowingPointwise::make(const Problem& problem, const FormatSignature& formats,
                                                           const DeviceInfo& device) {
    FollowingPointwise out;
    if (problem.epilogue.empty()) return out;
    out.m_anchorInputs = static_cast<std::size_t>(problem.anchorInputCount());
    out.m_threads = problem.threads;
    out.m_operands = epilogueOperands(problem, formats);
    out.m_plan = PointwisePlan::make(problem.epilogue, out.m_operands, out.m_operands[0], isaOf(device));
    if (!out.m_plan) return std::nullopt;
    return out;
}

KernelStatus FollowingPointwise::run(std::span<const TensorView> inputs, const TensorView& out) noexcept {
    if (!m_plan) return KernelStatus::Ok;
    m_operands[0] = out;
    std::ranges::copy(inputs.subspan(m_anchorInputs), m_operands.begin() + 1);
    return m_plan->run(m_operands, out, m_threads);
}

std::optional<InlineEpilogue> InlineEpilogue::make(const Problem& problem, const FormatSignature& formats,
                                                   const DeviceInfo& device) {
    InlineEpilogue out;
    if (problem.epilogue.empty()) return out;
    out.m_anchorInputs = static_cast<std::size_t>(problem.anchorInputCount());
    const std::vector<TensorView> operands = epilogueOperands(problem, formats);
    out.m_data.resize(operands.size() - 1);
    out.m_plan = PointwisePlan::make(problem.epilogue, operands, operands[0], isaOf(device));
    if (!out.m_plan) return std::nullopt;
    return out;
}

kernels::cpu::Epilogue InlineEpilogue::bound(std::span<const TensorView> inputs) noexcept {
    if (!m_plan) return {};
    for (std::size_t i = 0; i < m_data.size(); ++i) m_data[i] = inputs[m_anchorInputs + i].data;
    return {&*m_plan, m_data};
}

Verdict acceptsFollowing(const Problem& problem, const DeviceInfo& device) {
    if (problem.epilogue.empty() || FollowingPointwise::make(problem, FormatSignature::linear(problem), device)) return accept();
    return reject(Reason::Fusion, fmt::format("the vectorised kernel cannot run the epilogue '{}'", toString(problem.epilogue)));
}

std::vector<TacticVariant> linearVariant(const Problem& problem, const DeviceInfo& device) {
    return {{std::string(nameOf(isaOf(device))), FormatSignature::linear(problem), 0}};
}

std::vector<TacticVariant> uniformVariants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out;
    for (const Format format : usefulFormats(problem.outputs[0].dims, device)) {
        const FormatSignature formats = signatureOf(problem, format, format);
        if (FollowingPointwise::make(problem, formats, device))
            out.push_back({std::string(nameOf(isaOf(device))), formats, 0});
    }
    return out;
}

}  // namespace planscope::devices::cpu
