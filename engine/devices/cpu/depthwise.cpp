// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/depthwise.h"

#include "engine/devices/cpu/convolution_spec.h"
#include "engine/devices/cpu/own_convolution.h"
#include "kernels/cpu/depthwise.h"

namespace planscope::devices::cpu::depthwise {
namespace {

struct Kind {
    using Plan = kernels::cpu::DepthwisePlan;

    static kernels::cpu::DepthwiseArgs argsOf(const layers::Window& window, int) {
        return {window.stride, window.dilation, window.prePadding};
    }
    static std::vector<std::pair<Format, Format>> pairs(const Problem& problem, const DeviceInfo& device) {
        std::vector<std::pair<Format, Format>> out;
        for (const Format format : usefulFormats(problem.outputs[0].dims, device)) out.emplace_back(format, format);
        return out;
    }
};

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
    const Dims &in = problem.inputs[0].dims, &out = problem.outputs[0].dims;
    const int groups = problem.attributes<layers::convolution::Attrs>().groups;
    if (in.rank != 4) return reject(Reason::Shape, fmt::format("needs two spatial axes, the input has {}", in.rank - 2));
    if (groups != in[1] || groups != out[1] || groups == 1)
        return reject(Reason::Attribute, fmt::format("needs one group per channel, there are {} groups for {} channels in and {} out",
                                                     groups, in[1], out[1]));
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    return OwnConvolution<Kind>::variants(problem, device);
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return OwnConvolution<Kind>::lower(problem, variant, device);
}

}  // namespace planscope::devices::cpu::depthwise
