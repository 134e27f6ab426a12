// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/subpixel.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/convolution_spec.h"
#include "engine/devices/cpu/following.h"
#include "engine/devices/host_stream.h"
#include "engine/layers/deconvolution.h"
#include "engine/network/evaluate.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace planscope::devices::cpu::subpixel {
namespace {

namespace onednn = kernels::onednn;
using layers::deconvolution::Attrs;

/// Output row o belongs to phase (o + padding) mod stride and lies in row (o + padding) / stride of the phases' image.
struct Phases {
    std::int64_t batch = 1, channels = 1;             ///< of the output
    std::int64_t strideHeight = 1, strideWidth = 1;
    std::int64_t paddingHeight = 0, paddingWidth = 0;
    std::int64_t tapsHeight = 1, tapsWidth = 1;       ///< of the convolution
    std::int64_t height = 1, width = 1;               ///< of the phases' image
    std::int64_t outHeight = 1, outWidth = 1;

    std::int64_t perPixel() const { return strideHeight * strideWidth * channels; }
    Dims imageDims() const { return {batch, perPixel(), height, width}; }
};

constexpr std::int64_t roundedUp(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

Phases phasesOf(const Problem& problem) {
    const Dims &out = problem.outputs[0].dims, &weights = problem.inputs[1].dims;
    const layers::Window w = layers::deconvolution::resolve(problem.attributes<Attrs>(), problem.inputs[0].dims, weights);
    Phases p{out[0], out[1], w.stride[0], w.stride[1], w.prePadding[0], w.prePadding[1]};
    p.tapsHeight = roundedUp(weights[2], p.strideHeight);
    p.tapsWidth = roundedUp(weights[3], p.strideWidth);
    p.height = roundedUp(out[2] + p.paddingHeight, p.strideHeight);
    p.width = roundedUp(out[3] + p.paddingWidth, p.strideWidth);
    p.outHeight = out[2];
    p.outWidth = out[3];
    return p;
}

/// Weights [phases x K, C, taps...] of the convolution: tap t of phase a is element a + stride (taps - 1 - t) of the filter.
HostTensor phaseWeights(const Problem& problem, const Phases& p) {
    const Constant& source = *problem.inputs[1].constant;
    const Dims& w = source.dims();
    const auto values = source.floats();
    HostTensor out = HostTensor::make(DataType::Float, {p.perPixel(), w[0], p.tapsHeight, p.tapsWidth});
    auto* target = out.view.as<float>();
    for (std::int64_t a = 0; a < p.strideHeight; ++a)
        for (std::int64_t b = 0; b < p.strideWidth; ++b)
            for (std::int64_t k = 0; k < p.channels; ++k)
                for (std::int64_t c = 0; c < w[0]; ++c)
                    for (std::int64_t y = p.tapsHeight - 1; y >= 0; --y)
                        for (std::int64_t x = p.tapsWidth - 1; x >= 0; --x) {
                            const std::int64_t row = a + p.strideHeight * y, column = b + p.strideWidth * x;
                            const bool exists = row < w[2] && column < w[3];
                            *target++ = exists ? values[static_cast<std::size_t>(((c * w[1] + k) * w[2] + row) * w[3] + column)] : 0;
                        }
    return out;
}

/// The bias once per phase; rank 0 where there is none.
HostTensor phaseBias(const Problem& problem, const Phases& p) {
    if (problem.anchorInputCount() < 3) return {};
    HostTensor out = HostTensor::make(DataType::Float, {p.perPixel()});
    const auto values = problem.inputs[2].constant->floats();
    for (std::int64_t i = 0; i < p.perPixel(); ++i) out.view.as<float>()[i] = values[static_cast<std::size_t>(i % p.channels)];
    return out;
}

onednn::ConvolutionSpec specOf(const Problem& problem, const Phases& p, const HostTensor& weights, const HostTensor& bias) {
    onednn::ConvolutionSpec spec;
    spec.in = viewOf(problem.inputs[0], Format::channelLast());
    spec.weights = weights.view;
    spec.bias = bias.view;
    spec.out = {nullptr, DataType::Float, p.imageDims(), Format::channelLast()};
    spec.stride = {1, 1};
    spec.dilation = {1, 1};
    spec.prePadding = {p.tapsHeight - 1, p.tapsWidth - 1};
    return spec;
}

/// The phases' image and, behind it, what the convolution needs.
std::size_t imageBytes(const Phases& p) {
    const std::size_t bytes = storageBytes(DataType::Float, p.imageDims(), Format::channelLast());
    return (bytes + kHostAlignment - 1) / kHostAlignment * kHostAlignment;
}

/// Copies the pixels of one row of the output from the phases' image.
void interleaveRow(const Phases& p, const float* image, float* out, std::int64_t batch, std::int64_t row) {
    const std::int64_t at = row + p.paddingHeight;
    const std::int64_t run = p.strideWidth * p.channels;  // one row of a pixel block: contiguous on both sides
    const float* source = image + ((batch * p.height + at / p.strideHeight) * p.width) * p.perPixel() + at % p.strideHeight * run;
    float* const target = out + (batch * p.outHeight + row) * p.outWidth * p.channels;
    const std::int64_t shift = p.paddingWidth * p.channels, length = p.outWidth * p.channels;
    for (std::int64_t x = 0; x < p.width; ++x) {
        const std::int64_t begin = std::max<std::int64_t>(x * run - shift, 0);
        const std::int64_t end = std::min(x * run - shift + run, length);
        if (begin < end)
            std::memcpy(target + begin, source + x * p.perPixel() + (begin + shift - x * run),
                        static_cast<std::size_t>(end - begin) * sizeof(float));
    }
}

struct SubpixelRun {
    std::unique_ptr<onednn::Primitive> convolution;
    Phases phases;
    FollowingPointwise following;
    int threads;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void* workspace) noexcept {
        TensorView image{workspace, DataType::Float, phases.imageDims(), Format::channelLast()};
        void* const scratch = static_cast<char*>(workspace) + imageBytes(phases);
        if (const KernelStatus status = convolution->run(in, image, scratch); status != KernelStatus::Ok) return status;
        const std::int64_t rows = phases.batch * phases.outHeight;
#pragma omp parallel for schedule(static) num_threads(threads) if (rows > 8)
        for (std::int64_t row = 0; row < rows; ++row)
            interleaveRow(phases, image.as<float>(), out[0].as<float>(), row / phases.outHeight, row % phases.outHeight);
        return following.run(in, out[0]);
    }
};

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
    if (problem.inputs[0].dims.rank != 4)
        return reject(Reason::Shape, fmt::format("needs two spatial axes, the input has {}", problem.inputs[0].dims.rank - 2));
    const auto& attrs = problem.attributes<Attrs>();
    if (attrs.groups != 1) return reject(Reason::Attribute, fmt::format("needs one group, there are {}", attrs.groups));
    const layers::Window w = layers::deconvolution::resolve(attrs, problem.inputs[0].dims, problem.inputs[1].dims);
    if (w.dilation[0] != 1 || w.dilation[1] != 1) return reject(Reason::Attribute, "the filter is dilated");
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    const Phases p = phasesOf(problem);
    const FormatSignature formats = signatureOf(problem, Format::channelLast(), Format::channelLast());
    std::vector<TacticVariant> out;
    if (!FollowingPointwise::make(problem, formats, device)) return out;
    appendVariants(out, formats, onednn::convolutionImplementations(specOf(problem, p, phaseWeights(problem, p), phaseBias(problem, p))));
    for (TacticVariant& variant : out) variant.workspaceBytes += imageBytes(p);
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    const ThreadScope threads(problem.threads);
    const Phases p = phasesOf(problem);
    const HostTensor weights = phaseWeights(problem, p), bias = phaseBias(problem, p);
    auto convolution = onednn::makeConvolution(specOf(problem, p, weights, bias), variant.algorithm);
    PS_CHECK(convolution, Code::NoTactic, "the convolution of the phases cannot be run by {}: {}", variant.algorithm, convolution.error());
    auto following = FollowingPointwise::make(problem, variant.formats, device);
    PS_CHECK(following, Code::NoTactic, "the vectorised pointwise kernel cannot run the epilogue here");
    const std::size_t bytes = (*convolution)->residentBytes();
    return makeHostKernel(problem, variant, SubpixelRun{std::move(*convolution), p, std::move(*following), problem.threads}, bytes);
}

}  // namespace planscope::devices::cpu::subpixel
