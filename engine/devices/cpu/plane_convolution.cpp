// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/plane_convolution.h"

#include "engine/devices/cpu/convolution_spec.h"
#include "engine/devices/cpu/own_convolution.h"
#include "kernels/cpu/plane_convolution.h"

namespace planscope::devices::cpu::plane_convolution {
namespace {

struct Kind {
    using Plan = kernels::cpu::PlaneConvolutionPlan;

    static kernels::cpu::PlaneConvolutionArgs argsOf(const layers::Window& window, int groups) { return {window.stride, window.prePadding, groups}; }
    static std::vector<std::pair<Format, Format>> pairs(const Problem&, const DeviceInfo&) { return {{Format::linear(), Format::linear()}}; }
};

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
    if (!OwnConvolution<Kind>::ask(Kind::Plan::takes, problem, FormatSignature::linear(problem), device))
        return reject(Reason::Attribute, "it is for one tap, stride 1, no padding and one group");
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    return OwnConvolution<Kind>::variants(problem, device);
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    return OwnConvolution<Kind>::lower(problem, variant, device);
}

}  // namespace planscope::devices::cpu::plane_convolution
