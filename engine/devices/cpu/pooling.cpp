// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/pooling.h"

#include "engine/devices/cpu/following.h"
#include "engine/devices/host_stream.h"
#include "engine/network/names.h"
#include "kernels/cpu/onednn/simple_operations.h"
#include "kernels/cpu/pooling.h"

#include <fmt/format.h>

#include <algorithm>

namespace planscope::devices::cpu::pooling {
namespace {

namespace onednn = kernels::onednn;
using layers::pooling::Attrs;

onednn::PoolingSpec specOf(const Problem& problem, const FormatSignature& formats) {
    const auto& attrs = problem.attributes<Attrs>();
    const layers::Window window = layers::pooling::resolve(attrs, problem.inputs[0].dims);
    onednn::PoolingSpec spec;
    spec.in = viewOf(problem.inputs[0], formats.inputs[0]);
    spec.out = viewOf(problem.outputs[0], formats.outputs[0]);
    spec.average = attrs.kind == PoolingKind::Average;
    spec.excludePadding = attrs.averageCountExcludesPadding;
    spec.window = window.kernel;
    spec.stride = window.stride;
    spec.prePadding = window.prePadding;
    spec.epilogue = epilogueOf(problem);
    return spec;
}

/// oneDNN knows padding only as far as windows reach, and wants every window to touch data.
Verdict acceptsWindows(const Problem& problem) {
    const auto& attrs = problem.attributes<Attrs>();
    const layers::Window window = layers::pooling::resolve(attrs, problem.inputs[0].dims);
    for (int i = 0; i < window.kernel.rank; ++i) {
        const std::int64_t reach = (problem.outputs[0].dims[i + 2] - 1) * window.stride[i] + window.kernel[i];
        const std::int64_t post = reach - problem.inputs[0].dims[i + 2] - window.prePadding[i];
        if (std::max(post, window.prePadding[i]) >= window.kernel[i])
            return reject(Reason::Attribute, fmt::format("a window of {} lies in padding of {} alone", window.kernel[i],
                                                         std::max(post, window.prePadding[i])));
        const bool counts = attrs.kind == PoolingKind::Average && !attrs.averageCountExcludesPadding;
        if (counts && post > window.postPadding[i])
            return reject(Reason::Attribute, "windows reach beyond the padding, where an average must not count");
    }
    return accept();
}

Verdict acceptsDense(const Problem& problem) {
    const auto& dilation = problem.attributes<Attrs>().dilation;
    if (std::ranges::all_of(dilation, [](std::int64_t d) { return d == 1; })) return accept();
    return reject(Reason::Attribute, fmt::format("the windows are dilated by {}", toString(dilation)));
}

/// Maxima of bytes are exact whoever takes them.
bool isMaximumOfBytes(const Problem& problem) {
    const DataType type = problem.inputs[0].type;
    return (type == DataType::Int8 || type == DataType::UInt8) && problem.epilogue.empty() &&
           problem.attributes<Attrs>().kind == PoolingKind::Max;
}

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted() && !isMaximumOfBytes(problem)) return verdict;
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsDense(problem); !verdict.accepted()) return verdict;
    if (problem.attributes<Attrs>().kind == PoolingKind::MaxAverageBlend)
        return reject(Reason::Attribute, "oneDNN has no blend of maximum and average");
    if (Verdict verdict = acceptsWindows(problem); !verdict.accepted()) return verdict;
    return acceptsPostOps(epilogueOf(problem), problem.outputs[0].dims);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    std::vector<TacticVariant> out;
    for (const Format format : usefulFormats(problem.outputs[0].dims, device)) {
        const FormatSignature formats = signatureOf(problem, format, format);
        appendVariants(out, formats, onednn::poolingImplementations(specOf(problem, formats)));
    }
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
    const ThreadScope threads(problem.threads);
    return makePrimitiveKernel(problem, variant, onednn::makePooling(specOf(problem, variant.formats), variant.algorithm));
}

constexpr TacticDef kOnednn{"pooling.cpu.onednn", 1, false, accepts, variants, lower};

Verdict acceptsVector(const Problem& problem, const DeviceInfo& device) {
    if (Verdict verdict = acceptsFloats(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    if (Verdict verdict = acceptsDense(problem); !verdict.accepted()) return verdict;
    const auto& attrs = problem.attributes<Attrs>();
    if (attrs.kind == PoolingKind::MaxAverageBlend) return reject(Reason::Attribute, "does not blend maximum and average");
    constexpr std::int64_t kMaxWidth = 2048;
    if (attrs.window[attrs.window.rank - 1] > kMaxWidth)
        return reject(Reason::Attribute, fmt::format("the window is wider than {}", kMaxWidth));
    return acceptsFollowing(problem, device);
}

std::vector<TacticVariant> vectorVariants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out = uniformVariants(problem, device);
    constexpr int kMaxRank = 4;  // of channel formats
    std::erase_if(out, [&](const TacticVariant& variant) {
        return problem.inputs[0].dims.rank > kMaxRank && !variant.formats.outputs[0].isLinear();
    });
    return out;
}

Result<std::unique_ptr<Kernel>> lowerVector(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<Attrs>();
    const layers::Window window = layers::pooling::resolve(attrs, problem.inputs[0].dims);
    const kernels::cpu::PoolingArgs args{attrs.kind, window.kernel, window.stride, window.prePadding, window.postPadding,
                                         attrs.averageCountExcludesPadding};
    return makeKernelThenPointwise(
        problem, variant, device,
        [args, execution = executionOf(problem, device)](std::span<const TensorView> in, std::span<const TensorView> out) noexcept {
            return kernels::cpu::pooling(in[0], out[0], args, execution);
        });
}

constexpr TacticDef kVector{"pooling.cpu.vector", 1, false, acceptsVector, vectorVariants, lowerVector};

constexpr const TacticDef* kTactics[] = {&kOnednn, &kVector};

}  // namespace

extern constinit const TacticList list{layers::pooling::kind, kTactics};

}  // namespace planscope::devices::cpu::pooling
