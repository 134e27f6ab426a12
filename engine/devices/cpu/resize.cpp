// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/resize.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "kernels/cpu/resize.h"

namespace planscope::devices::cpu::resize {
namespace {

using kernels::cpu::ResizePlan;

std::optional<ResizePlan> planOf(const Problem& problem, const FormatSignature& formats, const DeviceInfo& device) {
    const std::vector<TensorInfo> infos = problem.anchorInfos();
    const auto settled = layers::resize::settled(LayerView(*problem.def, problem.attrs, infos));
    if (!settled) return std::nullopt;
    return ResizePlan::make(viewOf(problem.inputs[0], formats.inputs[0]), viewOf(problem.outputs[0], formats.outputs[0]),
                            layers::resize::argsOf(*settled), isaOf(device));
}

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    if (problem.inputs[0].type != problem.outputs[0].type)
        return reject(Reason::DataType, "an epilogue that changes the type is not taken");
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    if (!planOf(problem, FormatSignature::linear(problem), device))
        return reject(Reason::Shape, "resizes the last one to three axes of [N, C, spatial...] only, rows of at most 8192 pixels");
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out = uniformVariants(problem, device);
    std::erase_if(out, [&](const TacticVariant& variant) { return !planOf(problem, variant.formats, device); });
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    auto plan = planOf(problem, variant.formats, device);
    PS_CHECK(plan, Code::NoTactic, "the table-driven kernel cannot run this resize");
    return makeKernelThenPointwise(problem, variant, device,
                                   [plan = std::move(*plan), threads = problem.threads](
                                       std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
                                       return plan.run(in[0], out[0], threads);
                                   });
}

constexpr TacticDef kVector{"resize.cpu.vector", 2, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::resize::kind, kTactics};

}  // namespace planscope::devices::cpu::resize
