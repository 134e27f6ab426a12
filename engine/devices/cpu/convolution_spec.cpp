// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/convolution_spec.h"

#include "engine/devices/cpu/support.h"

namespace planscope::devices::cpu {

std::vector<std::pair<Format, Format>> convolutionFormats(const Problem& problem, const DeviceInfo& device) {
    const Format linear = Format::linear(), last = Format::channelLast();
    const Format native = Format::channelBlocked(device.cpu.avx512 ? 16 : 8);
    std::vector<std::pair<Format, Format>> out{{native, native}, {last, last}};
    constexpr std::int64_t kFewChannels = 4;  // oneDNN's kernels for first layers read Linear input of few channels
    if (problem.inputs[0].dims[1] <= kFewChannels) out.insert(out.begin(), {linear, native});
    out.emplace_back(linear, linear);
    if (device.cpu.avx512) out.emplace_back(Format::channelBlocked(8), Format::channelBlocked(8));
    return out;
}

kernels::onednn::ConvolutionSpec convolutionSpec(const Problem& problem, const layers::Window& window, int groups,
                                                 const FormatSignature& formats) {
    kernels::onednn::ConvolutionSpec spec;
    spec.in = viewOf(problem.inputs[0], formats.inputs[0]);
    spec.weights = viewOf(problem.inputs[1]);
    if (problem.anchorInputCount() > 2) spec.bias = viewOf(problem.inputs[2]);
    spec.out = viewOf(problem.outputs[0], formats.outputs[0]);
    spec.stride = window.stride;
    spec.dilation = window.dilation;
    spec.prePadding = window.prePadding;
    spec.groups = groups;
    spec.epilogue = epilogueOf(problem);
    return spec;
}

Verdict acceptsConvolution(const Problem& problem) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    if (problem.inputs[0].constant) return reject(Reason::Value, "the input is a constant");
    for (int i = 1; i < problem.anchorInputCount(); ++i)
        if (!problem.inputs[static_cast<std::size_t>(i)].constant)
            return reject(Reason::Value, "weights and bias must be constants, they are computed at run time here");
    return accept();
}

}  // namespace planscope::devices::cpu
