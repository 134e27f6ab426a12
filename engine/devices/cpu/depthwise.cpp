// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/depthwise.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "engine/devices/cpu/convolution_spec.h"
#include "engine/layers/convolution.h"
#include "kernels/cpu/depthwise.h"

namespace planscope::devices::cpu::depthwise {
namespace {

using kernels::cpu::DepthwisePlan;
using layers::convolution::Attrs;

std::optional<DepthwisePlan> planOf(const Problem& problem, const FormatSignature& formats, const DeviceInfo& device) {
    const layers::Window window =
        layers::convolution::resolve(problem.attributes<Attrs>(), problem.inputs[0].dims, problem.inputs[1].dims);
    const TensorView bias = problem.anchorInputCount() > 2 ? viewOf(problem.inputs[2]) : TensorView{};
    return DepthwisePlan::make(viewOf(problem.inputs[0], formats.inputs[0]), viewOf(problem.inputs[1]), bias.data ? &bias : nullptr,
                               viewOf(problem.outputs[0], formats.outputs[0]), {window.stride, window.dilation, window.prePadding},
                               isaOf(device));
}

struct DepthwiseRun {
    DepthwisePlan plan;
    InlineEpilogue epilogue;
    int threads;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void*) noexcept {
        return plan.run(in[0], out[0], epilogue.bound(in), threads);
    }
};

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
    const Dims &in = problem.inputs[0].dims, &out = problem.outputs[0].dims;
    const int groups = problem.attributes<Attrs>().groups;
    if (in.rank != 4) return reject(Reason::Shape, fmt::format("needs two spatial axes, the input has {}", in.rank - 2));
    if (groups != in[1] || groups != out[1] || groups == 1)
        return reject(Reason::Attribute, fmt::format("needs one group per channel, there are {} groups for {} channels in and {} out",
                                                     groups, in[1], out[1]));
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out;
    for (const Format format : usefulFormats(problem.outputs[0].dims, device)) {
        const FormatSignature formats = signatureOf(problem, format, format);
        if (planOf(problem, formats, device) && InlineEpilogue::make(problem, formats, device))
            out.push_back({std::string(nameOf(isaOf(device))), formats, 0});
    }
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    auto plan = planOf(problem, variant.formats, device);
    auto epilogue = InlineEpilogue::make(problem, variant.formats, device);
    PS_CHECK(plan && epilogue, Code::NoTactic, "the depthwise kernel cannot run this convolution");
    const std::size_t bytes = plan->residentBytes();
    return makeHostKernel(problem, variant, DepthwiseRun{std::move(*plan), std::move(*epilogue), problem.threads}, bytes);
}

}  // namespace planscope::devices::cpu::depthwise
