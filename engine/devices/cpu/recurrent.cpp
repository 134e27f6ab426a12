// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/recurrent.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/support.h"
#include "kernels/cpu/recurrent.h"

namespace planscope::devices::cpu::recurrent {
namespace {

using layers::recurrent::Attrs;
using layers::recurrent::InputNumbers;

const ProblemTensor& inputAt(const Problem& problem, int i) { return problem.inputs[static_cast<std::size_t>(i)]; }

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    const InputNumbers at = inputNumbers(problem.attributes<Attrs>());
    for (const int i : {1, 2, at.bias, at.peepholes})
        if (i >= 0 && !inputAt(problem, i).constant) return reject(Reason::Value, fmt::format("the weights (input {}) are no constant", i));
    return accept();
}

std::optional<kernels::cpu::RecurrentPlan> planOf(const Problem& problem, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    const InputNumbers at = inputNumbers(attrs);
    const auto rule = layers::recurrent::ruleOf(attrs);
    if (!rule) return std::nullopt;
    const TensorView bias = at.bias < 0 ? TensorView{} : viewOf(inputAt(problem, at.bias));
    const TensorView peepholes = at.peepholes < 0 ? TensorView{} : viewOf(inputAt(problem, at.peepholes));
    return kernels::cpu::RecurrentPlan::make({.input = viewOf(inputAt(problem, 1)),
                                              .recurrent = viewOf(inputAt(problem, 2)),
                                              .bias = bias.data ? &bias : nullptr,
                                              .peepholes = peepholes.data ? &peepholes : nullptr},
                                             *rule, isaOf(device));
}

std::size_t workspaceOf(const Problem& problem) {
    const auto& attrs = problem.attributes<Attrs>();
    const Dims& in = problem.inputs[0].dims;
    return kernels::cpu::RecurrentPlan::workspaceBytes({attrs.operation, attrs.direction}, inputAt(problem, 2).dims[2],
                                                       in[attrs.batchFirst ? 1 : 0], in[attrs.batchFirst ? 0 : 1]);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    return {{std::string(nameOf(isaOf(device))), FormatSignature::linear(problem), workspaceOf(problem)}};
}

struct Run {
    kernels::cpu::RecurrentPlan plan;
    InputNumbers at;
    int threads;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void* workspace) const noexcept {
        const auto optional = [&](int i) { return i < 0 ? nullptr : &in[static_cast<std::size_t>(i)]; };
        return plan.run({.in = in[0],
                         .lengths = optional(at.lengths),
                         .hidden = optional(at.hidden),
                         .cell = optional(at.cell),
                         .out = out[0],
                         .lastHidden = out[1],
                         .lastCell = out.size() > 2 ? out[2] : TensorView{}},
                        workspace, threads);
    }
};

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    auto plan = planOf(problem, device);
    PS_CHECK(plan, Code::NoTactic, "the recurrent kernel cannot run this layer");
    const std::size_t bytes = plan->residentBytes();
    return makeHostKernel(problem, variant, Run{std::move(*plan), inputNumbers(problem.attributes<Attrs>()), problem.threads}, bytes);
}

constexpr TacticDef kVector{"recurrent.cpu.vector", 1, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::recurrent::kind, kTactics};

}  // namespace planscope::devices::cpu::recurrent
