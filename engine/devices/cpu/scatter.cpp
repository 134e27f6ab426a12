// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/scatter.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "engine/network/names.h"
#include "kernels/cpu/scatter.h"

namespace planscope::devices::cpu::scatter {
namespace {

using layers::scatter::Attrs;

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    const DataType type = problem.outputs[0].type;
    const bool combines = problem.attributes<Attrs>().reduction != ScatterReduction::None;
    if (combines && type != DataType::Float) return reject(Reason::DataType, fmt::format("combines Float only, not {}", toString(type)));
    if (type != DataType::Float && type != DataType::Int32)
        return reject(Reason::DataType, fmt::format("places elements of four bytes only, not {}", toString(type)));
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) { return linearVariant(problem, device); }

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    return makeKernelThenPointwise(
        problem, variant, device,
        [args = kernels::cpu::ScatterArgs{attrs.mode, attrs.axis, attrs.reduction}, execution = executionOf(problem, device)](
            std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::scatter(in[0], in[1], in[2], out[0], args, execution);
        });
}

constexpr TacticDef kVector{"scatter.cpu.vector", 1, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::scatter::kind, kTactics};

}  // namespace planscope::devices::cpu::scatter
