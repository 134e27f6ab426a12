// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/concatenation.h"

#include "engine/devices/cpu/following.h"
#include "kernels/cpu/concatenation.h"

namespace planscope::devices::cpu::concatenation {
namespace {

using layers::concatenation::Attrs;

Verdict accepts(const Problem& problem, const DeviceInfo& device) { return acceptsFollowing(problem, device); }

/// Channel blocks can only be joined where blocks begin, and constants are Linear.
bool canJoin(const Problem& problem, const FormatSignature& formats) {
    const Format format = formats.outputs[0];
    if (format.isLinear()) return true;
    for (int i = 0; i < problem.anchorInputCount(); ++i) {
        const ProblemTensor& input = problem.inputs[static_cast<std::size_t>(i)];
        const bool isLast = i + 1 == problem.anchorInputCount();
        if (input.constant) return false;
        if (problem.attributes<Attrs>().axis == 1 && !isLast && input.dims[1] % format.lanes != 0) return false;
    }
    return true;
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out = uniformVariants(problem, device);
    std::erase_if(out, [&](const TacticVariant& variant) { return !canJoin(problem, variant.formats); });
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return makeKernelThenPointwise(
        problem, variant, device,
        [axis = problem.attributes<Attrs>().axis, count = static_cast<std::size_t>(problem.anchorInputCount()),
         execution = executionOf(problem, device)](std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::concatenation(in.first(count), out[0], axis, execution);
        });
}

constexpr TacticDef kVector{"concatenation.cpu.vector", 1, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::concatenation::kind, kTactics};

}  // namespace planscope::devices::cpu::concatenation
