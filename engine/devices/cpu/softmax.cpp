// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/softmax.h"

#include "engine/devices/cpu/following.h"
#include "engine/devices/host_stream.h"
#include "kernels/cpu/onednn/simple_operations.h"
#include "kernels/cpu/softmax.h"

namespace planscope::devices::cpu::softmax {
namespace {

namespace onednn = kernels::onednn;
using layers::softmax::Attrs;

onednn::SoftmaxSpec specOf(const Problem& problem, const FormatSignature& formats) {
    const auto& attrs = problem.attributes<Attrs>();
    return {viewOf(problem.inputs[0], formats.inputs[0]), viewOf(problem.outputs[0], formats.outputs[0]), attrs.axis, attrs.log};
}

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (!problem.epilogue.empty()) return reject(Reason::Fusion, "oneDNN's softmax takes no epilogue");
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    return acceptsNonEmpty(problem);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    std::vector<TacticVariant> out;
    for (const Format format : usefulFormats(problem.outputs[0].dims, device)) {
        const FormatSignature formats = signatureOf(problem, format, format);
        appendVariants(out, formats, onednn::softmaxImplementations(specOf(problem, formats)));
    }
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    const ThreadScope threads(problem.threads);
    return makePrimitiveKernel(problem, variant, onednn::makeSoftmax(specOf(problem, variant.formats), variant.algorithm));
}

constexpr TacticDef kOnednn{"softmax.cpu.onednn", 1, false, accepts, variants, lower};

Verdict acceptsVector(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> vectorVariants(const Problem& problem, const DeviceInfo& device) {
    return linearVariant(problem, device);
}

Result<std::unique_ptr<Kernel>> lowerVector(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    return makeKernelThenPointwise(
        problem, variant, device,
        [args = kernels::cpu::SoftmaxArgs{attrs.axis, attrs.log}, execution = executionOf(problem, device)](
            std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::softmax(in[0], out[0], args, execution);
        });
}

constexpr TacticDef kVector{"softmax.cpu.vector", 2, false, acceptsVector, vectorVariants, lowerVector};

constexpr const TacticDef* kTactics[] = {&kVector, &kOnednn};

}  // namespace

extern constinit const TacticList list{layers::softmax::kind, kTactics};

}  // namespace planscope::devices::cpu::softmax
