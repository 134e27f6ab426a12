// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/reduce.h"

#include "engine/devices/cpu/following.h"
#include "engine/network/names.h"
#include "kernels/cpu/reduce.h"

#include <fmt/format.h>

namespace planscope::devices::cpu::reduce {
namespace {

using layers::reduce::Attrs;

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    const auto& attrs = problem.attributes<Attrs>();
    if (!kernels::cpu::areAdjacent(problem.inputs[0].dims, attrs.axes))
        return reject(Reason::Attribute, fmt::format("the reduced axes of {} are not adjacent", toString(problem.inputs[0].dims)));
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) { return linearVariant(problem, device); }

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    return makeKernelThenPointwise(
        problem, variant, device,
        [args = kernels::cpu::ReduceArgs{attrs.kind, attrs.axes}, execution = executionOf(problem, device)](
            std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::reduce(in[0], out[0], args, execution);
        });
}

constexpr TacticDef kVector{"reduce.cpu.vector", 2, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::reduce::kind, kTactics};

}  // namespace planscope::devices::cpu::reduce
