// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/subpixel.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/convolution_spec.h"
#include "engine/devices/cpu/following.h"
#include "engine/devices/host_stream.h"
#include "engine/layers/deconvolution.h"
#include "engine/network/evaluate.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>

namespace planscope::devices::cpu::subpixel {
namespace {

namespace onednn = kernels::onednn;
using layers::deconvolution::Attrs;

/// Depth, height, width; axes that a tensor does not have are of extent 1.
using Extents = std::array<std::int64_t, 3>;

/// Per axis, output element o belongs to phase (o + padding) mod stride and is element (o + padding) / stride of that phase.
struct Phases {
    int axes = 2;                   ///< spatial axes of the tensors
    std::int64_t batch = 1, channels = 1;
    Extents stride{1, 1, 1}, padding{0, 0, 0};
    Extents taps{1, 1, 1};          ///< of the convolution
    Extents size{1, 1, 1};          ///< of the phases' image
    Extents out{1, 1, 1};

    std::int64_t perPixel() const { return stride[0] * stride[1] * stride[2] * channels; }
    /// The last `axes` entries.
    Dims spatial(const Extents& extents) const {
        Dims dims;
        for (int i = 3 - axes; i < 3; ++i) dims.push(extents[static_cast<std::size_t>(i)]);
        return dims;
    }
    Dims imageDims() const {
        Dims dims{batch, perPixel()};
        for (const std::int64_t d : spatial(size)) dims.push(d);
        return dims;
    }
};

constexpr std::int64_t roundedUp(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

/// `list` from entry `first` on, aligned at the width.
Extents extentsOf(const Dims& list, int first, std::int64_t missing) {
    Extents out{missing, missing, missing};
    const int count = list.rank - first;
    for (int i = 0; i < count; ++i) out[static_cast<std::size_t>(3 - count + i)] = list[first + i];
    return out;
}

Phases phasesOf(const Problem& problem) {
    const Dims &out = problem.outputs[0].dims, &weights = problem.inputs[1].dims;
    const layers::Window w = layers::deconvolution::resolve(problem.attributes<Attrs>(), problem.inputs[0].dims, weights);
    Phases p{.axes = out.rank - 2, .batch = out[0], .channels = out[1]};
    p.stride = extentsOf(w.stride, 0, 1);
    p.padding = extentsOf(w.prePadding, 0, 0);
    p.out = extentsOf(out, 2, 1);
    const Extents kernel = extentsOf(weights, 2, 1);
    for (std::size_t i = 0; i < 3; ++i) {
        p.taps[i] = roundedUp(kernel[i], p.stride[i]);
        p.size[i] = roundedUp(p.out[i] + p.padding[i], p.stride[i]);
    }
    return p;
}

/// Weights [phases x K, C, taps...] of the convolution: tap t of phase a is element a + stride (taps - 1 - t) of the filter.
HostTensor phaseWeights(const Problem& problem, const Phases& p) {
    const Constant& source = *problem.inputs[1].constant;
    const std::int64_t inputs = source.dims()[0];
    const Extents kernel = extentsOf(source.dims(), 2, 1);
    const std::int64_t filter = kernel[0] * kernel[1] * kernel[2];
    Dims dims{p.perPixel(), inputs};
    for (const std::int64_t d : p.spatial(p.taps)) dims.push(d);
    HostTensor out = HostTensor::make(DataType::Float, dims);
    const std::int64_t taps = p.taps[0] * p.taps[1] * p.taps[2];
    for (std::int64_t row = 0; row < p.perPixel() * inputs; ++row) {
        const std::int64_t c = row % inputs, k = row / inputs % p.channels;
        const std::int64_t phase = row / inputs / p.channels;
        const Extents a{phase / (p.stride[1] * p.stride[2]), phase / p.stride[2] % p.stride[1], phase % p.stride[2]};
        const float* const from = source.floats().data() + (c * p.channels + k) * filter;
        for (std::int64_t tap = 0; tap < taps; ++tap) {
            const Extents t{tap / (p.taps[1] * p.taps[2]), tap / p.taps[2] % p.taps[1], tap % p.taps[2]};
            Extents at;
            bool exists = true;
            for (std::size_t i = 0; i < 3; ++i) {
                at[i] = a[i] + p.stride[i] * (p.taps[i] - 1 - t[i]);
                exists = exists && at[i] < kernel[i];
            }
            out.view.as<float>()[row * taps + tap] = exists ? from[(at[0] * kernel[1] + at[1]) * kernel[2] + at[2]] : 0;
        }
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
    spec.stride = Dims::filled(p.axes, 1);
    spec.dilation = Dims::filled(p.axes, 1);
    spec.prePadding = p.spatial(p.taps);
    for (std::int64_t& padding : spec.prePadding) --padding;
    return spec;
}

/// The phases' image and, behind it, what the convolution needs.
std::size_t imageBytes(const Phases& p) {
    const std::size_t bytes = storageBytes(DataType::Float, p.imageDims(), Format::channelLast());
    return (bytes + kHostAlignment - 1) / kHostAlignment * kHostAlignment;
}

/// Copies the pixels of one row of the output from the phases' image. @param row  counts batch, depth and height
void interleaveRow(const Phases& p, const float* image, float* out, std::int64_t row) {
    const std::int64_t height = row % p.out[1] + p.padding[1];
    const std::int64_t depth = row / p.out[1] % p.out[0] + p.padding[0];
    const std::int64_t batch = row / p.out[1] / p.out[0];
    const std::int64_t run = p.stride[2] * p.channels;  // one row of a block of pixels: contiguous on both sides
    const std::int64_t phase = depth % p.stride[0] * p.stride[1] + height % p.stride[1];
    const std::int64_t line = (batch * p.size[0] + depth / p.stride[0]) * p.size[1] + height / p.stride[1];
    const float* const source = image + line * p.size[2] * p.perPixel() + phase * run;
    float* const target = out + row * p.out[2] * p.channels;
    const std::int64_t shift = p.padding[2] * p.channels, length = p.out[2] * p.channels;
    for (std::int64_t x = 0; x < p.size[2]; ++x) {
        const std::int64_t begin = std::max<std::int64_t>(x * run - shift, 0);
        const std::int64_t end = std::min(x * run - shift + run, length);
        if (begin < end)
            std::memcpy(target + begin, source + x * p.perPixel() + (begin + shift - x * run),
                        static_cast<std::size_t>(end - begin) * sizeof(float));
    }
}

struct SubpixelRun {
    HostTensor weights, bias;  // where the primitive may read them
    std::unique_ptr<onednn::Primitive> convolution;
    Phases phases;
    FollowingPointwise following;
    int threads;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void* workspace) noexcept {
        TensorView image{workspace, DataType::Float, phases.imageDims(), Format::channelLast()};
        void* const scratch = static_cast<char*>(workspace) + imageBytes(phases);
        if (const KernelStatus status = convolution->run(in, image, scratch); status != KernelStatus::Ok) return status;
        const std::int64_t rows = phases.batch * phases.out[0] * phases.out[1];
#pragma omp parallel for schedule(static) num_threads(threads) if (rows > 8)
        for (std::int64_t row = 0; row < rows; ++row)
            interleaveRow(phases, image.as<float>(), out[0].as<float>(), row);
        return following.run(in, out[0]);
    }
};

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo&) {
    if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
    const auto& attrs = problem.attributes<Attrs>();
    if (attrs.groups != 1) return reject(Reason::Attribute, fmt::format("needs one group, there are {}", attrs.groups));
    const layers::Window w = layers::deconvolution::resolve(attrs, problem.inputs[0].dims, problem.inputs[1].dims);
    if (std::ranges::any_of(w.dilation, [](std::int64_t d) { return d != 1; })) return reject(Reason::Attribute, "the filter is dilated");
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
    HostTensor weights = phaseWeights(problem, p), bias = phaseBias(problem, p);
    auto convolution = onednn::makeConvolution(specOf(problem, p, weights, bias), variant.algorithm);
    PS_CHECK(convolution, Code::NoTactic, "the convolution of the phases cannot be run by {}: {}", variant.algorithm, convolution.error());
    auto following = FollowingPointwise::make(problem, variant.formats, device);
    PS_CHECK(following, Code::NoTactic, "the vectorised pointwise kernel cannot run the epilogue here");
    const std::size_t bytes = (*convolution)->residentBytes();
    return makeHostKernel(problem, variant, SubpixelRun{std::move(weights), std::move(bias), std::move(*convolution), p, std::move(*following), problem.threads}, bytes);
}

}  // namespace planscope::devices::cpu::subpixel
