// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/gather.h"

#include "engine/devices/cpu/following.h"
#include "kernels/cpu/gather.h"

namespace planscope::devices::cpu::gather {
namespace {

using layers::gather::Attrs;

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    if (attrs.mode != GatherMode::Default) return reject(Reason::Attribute, "gathers whole slices only (mode 'default')");
    if (attrs.elementwiseDims != 0) return reject(Reason::Attribute, "gathers without common leading axes only");
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) { return linearVariant(problem, device); }

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return makeKernelThenPointwise(
        problem, variant, device,
        [axis = problem.attributes<Attrs>().axis, execution = executionOf(problem, device)](
            std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::gather(in[0], in[1], out[0], axis, execution);
        });
}

constexpr TacticDef kVector{"gather.cpu.vector", 1, false, accepts, variants, lower, nullptr, true};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::gather::kind, kTactics};

}  // namespace planscope::devices::cpu::gather
