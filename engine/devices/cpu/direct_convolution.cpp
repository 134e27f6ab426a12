// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/direct_convolution.h"

#include "engine/devices/cpu/convolution_spec.h"
#include "engine/devices/cpu/own_convolution.h"
#include "kernels/cpu/direct_convolution.h"

namespace planscope::devices::cpu::direct_convolution {
namespace {

struct Kind {
    using Plan = kernels::cpu::DirectConvolutionPlan;

    static kernels::cpu::DirectConvolutionArgs argsOf(const layers::Window& window, int groups) {
        return {window.stride, window.dilation, window.prePadding, groups};
    }
    static std::vector<std::pair<Format, Format>> pairs(const Problem& problem, const DeviceInfo& device) {
        return convolutionFormats(problem, device);
    }
};

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
    constexpr int kLeastLanes = 4;
    const int groups = problem.attributes<layers::convolution::Attrs>().groups;
    const std::int64_t in = problem.inputs[0].dims[1] / groups, out = problem.outputs[0].dims[1] / groups;
    if (groups > 1 && (in % kLeastLanes != 0 || out % kLeastLanes != 0))
        return reject(Reason::Attribute, fmt::format("groups need whole vectors of channels, these have {} in and {} out", in, out));
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    return OwnConvolution<Kind>::variants(problem, device);
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return OwnConvolution<Kind>::lower(problem, variant, device);
}

}  // namespace planscope::devices::cpu::direct_convolution
