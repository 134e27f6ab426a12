// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/normalization.h"

#include "engine/devices/cpu/following.h"
#include "kernels/cpu/normalization.h"

#include <bit>

namespace planscope::devices::cpu::normalization {
namespace {

using layers::normalization::Attrs;

/// One value, one per channel, or the dims of the normalised axes: what the kernel reads.
bool isKnownForm(const Dims& weights, const Dims& in, std::uint32_t axes) {
    if (weights.volume() == 1) return true;
    const int first = std::countr_zero(axes);
    const int lead = in.rank - weights.rank;
    bool perChannel = first >= 2, perElement = true;
    for (int i = 0; i < in.rank; ++i) {
        const std::int64_t extent = i >= lead ? weights[i - lead] : 1;
        perChannel = perChannel && extent == (i == 1 ? in[1] : 1);
        perElement = perElement && extent == (i >= first ? in[i] : 1);
    }
    return perChannel || perElement;
}

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    const auto& attrs = problem.attributes<Attrs>();
    const Dims& dims = problem.inputs[0].dims;
    const std::uint32_t all = (1U << dims.rank) - 1;
    const std::uint32_t suffix = attrs.axes == 0 ? 0 : all & ~((1U << std::countr_zero(attrs.axes)) - 1);
    if (attrs.axes == 0 || attrs.axes != suffix) return reject(Reason::Attribute, "the normalised axes are not the last ones");
    for (int i = 1; i < problem.anchorInputCount(); ++i)
        if (!isKnownForm(problem.inputs[static_cast<std::size_t>(i)].dims, dims, attrs.axes))
            return reject(Reason::Shape, "scale and bias are neither one value, one per channel nor one per normalised element");
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) { return linearVariant(problem, device); }

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    return makeKernelThenPointwise(
        problem, variant, device,
        [args = kernels::cpu::NormalizationArgs{attrs.axes, attrs.epsilon, attrs.groups, attrs.centered}, count = problem.anchorInputCount(),
         execution = executionOf(problem, device)](std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::normalization(in[0], count > 1 ? &in[1] : nullptr, count > 2 ? &in[2] : nullptr, out[0], args,
                                               execution);
        });
}

constexpr TacticDef kVector{"normalization.cpu.vector", 1, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::normalization::kind, kTactics};

}  // namespace planscope::devices::cpu::normalization
