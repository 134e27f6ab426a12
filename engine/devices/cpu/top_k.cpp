// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/top_k.h"

#include "engine/devices/cpu/following.h"
#include "kernels/cpu/top_k.h"

namespace planscope::devices::cpu::top_k {
namespace {

using layers::top_k::Attrs;

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (!problem.epilogue.empty()) return reject(Reason::Fusion, "takes no epilogue");
    return {};
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out = linearVariant(problem, device);
    for (TacticVariant& variant : out)
        variant.workspaceBytes = kernels::cpu::topKWorkspace(problem.inputs[0].dims, problem.outputs[0].dims,
                                                             problem.attributes<Attrs>().axis, problem.threads);
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    const kernels::cpu::TopKArgs args{attrs.operation, attrs.axis, attrs.lastOfEqual};
    return makeHostKernel(problem, variant,
                          [args, execution = executionOf(problem, device)](std::span<const TensorView> in, std::span<const TensorView> out,
                                                                           void* workspace) noexcept {
                              return kernels::cpu::topK(in[0], out[0], out[1], args, workspace, execution);
                          });
}

constexpr TacticDef kVector{"top_k.cpu.vector", 2, false, accepts, variants, lower};

constexpr const TacticDef* kTactics[] = {&kVector};

}  // namespace

extern constinit const TacticList list{layers::top_k::kind, kTactics};

}  // namespace planscope::devices::cpu::top_k
