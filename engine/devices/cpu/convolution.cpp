// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/convolution.h"

#include "engine/devices/cpu/convolution_spec.h"
#include "engine/devices/cpu/depthwise.h"
#include "engine/devices/cpu/support.h"
#include "engine/devices/host_stream.h"

namespace planscope::devices::cpu::convolution {
namespace {

namespace onednn = kernels::onednn;
using layers::convolution::Attrs;

onednn::ConvolutionSpec specOf(const Problem& problem, const FormatSignature& formats) {
    const auto& attrs = problem.attributes<Attrs>();
    const layers::Window window = layers::convolution::resolve(attrs, problem.inputs[0].dims, problem.inputs[1].dims);
    return convolutionSpec(problem, window, attrs.groups, formats);
}

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
    return acceptsPostOps(epilogueOf(problem), problem.outputs[0].dims);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    std::vector<TacticVariant> out;
    for (const auto& [in, output] : convolutionFormats(problem, device)) {
        const FormatSignature formats = signatureOf(problem, in, output);
        appendVariants(out, formats, onednn::convolutionImplementations(specOf(problem, formats)));
    }
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    const ThreadScope threads(problem.threads);
    return makePrimitiveKernel(problem, variant,
                               onednn::makeConvolution(specOf(problem, variant.formats), variant.algorithm));
}

constexpr TacticDef kFused{"convolution.cpu.onednn", 1, false, accepts, variants, lower};

Verdict acceptsThen(const Problem& problem, const DeviceInfo& device) {
    if (problem.epilogue.empty()) return reject(Reason::Fusion, "there is no epilogue to run afterwards");
    if (accepts(problem, device).accepted()) return reject(Reason::NotTried, "convolution.cpu.onednn runs the epilogue inside");
    return acceptsConvolution(withoutEpilogue(problem));
}

std::vector<TacticVariant> variantsThen(const Problem& problem, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    const Problem anchor = withoutEpilogue(problem);
    std::vector<TacticVariant> out;
    for (const auto& [in, output] : convolutionFormats(problem, device)) {
        const FormatSignature formats = signatureOf(problem, in, output);
        if (!canFollowWithPointwise(problem, formats, device)) continue;
        appendVariants(out, formats, onednn::convolutionImplementations(specOf(anchor, formats)));
    }
    return out;
}

Result<std::unique_ptr<Kernel>> lowerThen(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    const auto spec = specOf(withoutEpilogue(problem), variant.formats);
    return makePrimitiveThenPointwise(problem, variant, device, onednn::makeConvolution(spec, variant.algorithm));
}

constexpr TacticDef kThenPointwise{"convolution.cpu.onednn_then_pointwise", 1, false, acceptsThen, variantsThen, lowerThen};

constexpr TacticDef kDepthwise{"convolution.cpu.depthwise", 1, false, depthwise::accepts, depthwise::variants, depthwise::lower};

constexpr const TacticDef* kTactics[] = {&kFused, &kThenPointwise, &kDepthwise};

}  // namespace

extern constinit const TacticList list{layers::convolution::kind, kTactics};

}  // namespace planscope::devices::cpu::convolution
