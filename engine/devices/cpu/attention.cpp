// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/attention.h"

#include "engine/devices/cpu/following.h"
#include "kernels/cpu/attention.h"

namespace planscope::devices::cpu::attention {
namespace {

kernels::cpu::AttentionPlan planOf(const Problem& problem, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<layers::attention::Attrs>();
    return {problem.inputs[0].dims, problem.inputs[1].dims, problem.inputs[2].dims,
            {attrs.scale, attrs.queryAxes, attrs.keyAxes, attrs.valueAxes, attrs.outputAxes}, executionOf(problem, device)};
}

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out = linearVariant(problem, device);
    for (TacticVariant& variant : out) variant.workspaceBytes = planOf(problem, device).workspaceBytes();
    return out;
}

struct Run {
    kernels::cpu::AttentionPlan plan;
    FollowingPointwise following;
    bool hasMask;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void* workspace) noexcept {
        const KernelStatus status = plan.run(in[0], in[1], in[2], hasMask ? &in[3] : nullptr, out[0], workspace);
        return status == KernelStatus::Ok ? following.run(in, out[0]) : status;
    }
};

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    auto following = FollowingPointwise::make(problem, variant.formats, device);
    if (!following) return fail(Code::NoTactic, "the vectorised pointwise kernel cannot run the epilogue here");
    return makeHostKernel(problem, variant, Run{planOf(problem, device), std::move(*following), problem.anchorInputCount() > 3});
}

constexpr TacticDef kBlocks{"attention.cpu.blocks", 1, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kBlocks};

}  // namespace

extern constinit const TacticList list{layers::attention::kind, kTactics};

}  // namespace planscope::devices::cpu::attention
