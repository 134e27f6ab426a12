// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/grid_sample.h"

#include "engine/devices/cpu/following.h"
#include "kernels/cpu/grid_sample.h"

namespace planscope::devices::cpu::grid_sample {
namespace {

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out;
    for (const Format format : usefulFormats(problem.outputs[0].dims, device)) {
        TacticVariant variant{std::string(nameOf(isaOf(device))), signatureOf(problem, format, format), 0};
        variant.formats.inputs[1] = Format::linear();
        out.push_back(std::move(variant));
    }
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return makeKernelThenPointwise(
        problem, variant, device,
        [args = layers::grid_sample::argsOf(problem.attributes<layers::grid_sample::Attrs>()), execution = executionOf(problem, device)](
            std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::gridSample(in[0], in[1], out[0], args, execution);
        });
}

constexpr TacticDef kVector{"grid_sample.cpu.vector", 1, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::grid_sample::kind, kTactics};

}  // namespace planscope::devices::cpu::grid_sample
