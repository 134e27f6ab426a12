// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/int8_product.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/support.h"
#include "engine/layers/convolution.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"
#include "kernels/cpu/int8_convolution.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope::devices::cpu::int8_product {
namespace {

using kernels::cpu::Int8Convolution;
using kernels::cpu::Int8Dot;
using kernels::cpu::Int8Epilogue;
using kernels::cpu::Int8Problem;

bool isConvolution(const Problem& problem) { return problem.kind() == layers::convolution::kind; }

FormatSignature formatsOf(const Problem& problem) {
    return isConvolution(problem) ? signatureOf(problem, Format::channelLast(), Format::channelLast()) : FormatSignature::linear(problem);
}

std::optional<Int8Epilogue> epilogueOf(const Problem& problem, const DeviceInfo& device) {
    const FormatSignature formats = formatsOf(problem);
    const TensorView out = viewOf(problem.outputs[0], formats.outputs[0]);
    std::vector<TensorView> operands{{nullptr, DataType::Int32, out.dims, out.format}};
    for (auto i = static_cast<std::size_t>(problem.anchorInputCount()); i < problem.inputs.size(); ++i)
        operands.push_back(viewOf(problem.inputs[i], formats.inputs[i]));
    return Int8Epilogue::make(problem.epilogue, operands, out, isConvolution(problem) ? 1 : out.dims.rank - 1, isaOf(device));
}

Int8Problem convolutionOf(const Problem& problem) {
    const Dims &in = problem.inputs[0].dims, &weights = problem.inputs[1].dims, &out = problem.outputs[0].dims;
    const auto& attrs = problem.attributes<layers::convolution::Attrs>();
    const layers::Window window = layers::convolution::resolve(attrs, in, weights);
    const int last = in.rank - 1;
    const bool isDepthwise = attrs.groups > 1 && attrs.groups == in[1] && attrs.groups == out[1];
    Int8Problem integers{.images = in[0], .inWidth = in[last], .outWidth = out[last], .channels = in[1], .maps = out[1],
                         .kernelWidth = weights[last], .strideWidth = window.stride[last - 2], .dilationWidth = window.dilation[last - 2],
                         .padLeft = window.prePadding[last - 2], .groups = attrs.groups, .isDepthwise = isDepthwise,
                         .isSigned = problem.inputs[0].type == DataType::Int8, .zeroPoint = attrs.inputZeroPoint};
    if (in.rank == 3) return integers;  // one row
    integers.inHeight = in[2];
    integers.outHeight = out[2];
    integers.kernelHeight = weights[2];
    integers.strideHeight = window.stride[0];
    integers.dilationHeight = window.dilation[0];
    integers.padTop = window.prePadding[0];
    return integers;
}

Int8Problem matricesOf(const Problem& problem) {
    const Dims &a = problem.inputs[0].dims, &out = problem.outputs[0].dims;
    const auto& attrs = problem.attributes<layers::matrix_multiply::Attrs>();
    const std::int64_t rows = a.volume(0, a.rank - 1);
    return {.inWidth = rows, .outWidth = rows, .channels = a[a.rank - 1], .maps = out[out.rank - 1],
            .isSigned = problem.inputs[0].type == DataType::Int8, .zeroPoint = attrs.inputZeroPoint};
}

Int8Convolution::WeightStrides stridesOf(const Problem& problem) {
    const Dims& weights = problem.inputs[1].dims;
    if (isConvolution(problem)) {
        const std::int64_t taps = weights.volume(2, weights.rank);
        return {.map = weights[1] * taps, .channel = taps, .tap = 1};
    }
    const bool isTransposed = problem.attributes<layers::matrix_multiply::Attrs>().opB == MatrixOperation::Transpose;
    return isTransposed ? Int8Convolution::WeightStrides{weights[1], 1, 0} : Int8Convolution::WeightStrides{1, weights[1], 0};
}

Verdict acceptsIntegers(const Problem& problem, const DeviceInfo& device) {
    const DataType type = problem.inputs[0].type;
    if (type != DataType::Int8 && type != DataType::UInt8)
        return reject(Reason::DataType, fmt::format("works on i8 and u8 tensors, the input is {}", toString(type)));
    if (Verdict verdict = acceptsNonEmpty(problem); !verdict.accepted()) return verdict;
    if (problem.inputs[0].constant || !problem.inputs[1].constant)
        return reject(Reason::Value, "the weights must be constants and the input not");
    if (!epilogueOf(problem, device))
        return reject(Reason::Fusion, fmt::format("the vectorised kernel cannot run the epilogue '{}'", toString(problem.epilogue)));
    return accept();
}

/// The ways to sum, fastest first; tiles are of no use to depthwise convolutions.
std::vector<Int8Dot> dotsOf(const Problem& problem, const DeviceInfo& device) {
    auto dots = kernels::cpu::availableInt8Dots(isaOf(device));
    if (isConvolution(problem) && convolutionOf(problem).isDepthwise) std::erase(dots, Int8Dot::Amx);
    return dots;
}

}  // namespace

Verdict acceptsConvolution(const Problem& problem, const DeviceInfo& device) {
    const int rank = problem.inputs[0].dims.rank;
    if (rank != 3 && rank != 4) return reject(Reason::Shape, fmt::format("needs one or two spatial axes, the input has {}", rank - 2));
    return acceptsIntegers(problem, device);
}

Verdict acceptsMatrices(const Problem& problem, const DeviceInfo& device) {
    const auto& attrs = problem.attributes<layers::matrix_multiply::Attrs>();
    if (attrs.opA != MatrixOperation::None || attrs.opB == MatrixOperation::Vector || problem.inputs[1].dims.rank != 2)
        return reject(Reason::Attribute, "the left matrix is transposed or a vector, or the right one has no two axes");
    return acceptsIntegers(problem, device);
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    std::vector<TacticVariant> out;
    for (const Int8Dot dot : dotsOf(problem, device)) out.push_back({std::string(nameOf(dot)), formatsOf(problem), 0});
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    auto epilogue = epilogueOf(problem, device);
    PS_CHECK(epilogue, Code::NoTactic, "the kernel of integers cannot run this epilogue");
    const Int8Problem integers = isConvolution(problem) ? convolutionOf(problem) : matricesOf(problem);
    const auto dots = dotsOf(problem, device);
    const auto dot = std::ranges::find(dots, variant.algorithm, [](Int8Dot way) { return nameOf(way); });
    PS_CHECK(dot != dots.end(), Code::NoTactic, "this processor cannot run '{}'", variant.algorithm);
    auto kernel = std::make_shared<Int8Convolution>(integers, problem.inputs[1].constant->as<std::int8_t>().data(), stridesOf(problem),
                                                    std::move(*epilogue), isaOf(device), *dot, problem.threads);
    const std::size_t bytes = kernel->residentBytes();
    std::vector<const void*> extras(static_cast<std::size_t>(problem.epilogueInputs));
    return makeHostKernel(
        problem, variant,
        [kernel, extras = std::move(extras), first = static_cast<std::size_t>(problem.anchorInputCount())](
            std::span<const TensorView> in, std::span<const TensorView> out, void*) mutable noexcept {
            for (std::size_t i = 0; i < extras.size(); ++i) extras[i] = in[first + i].data;
            kernel->run(in[0].data, extras, out[0].data);
            return KernelStatus::Ok;
        },
        bytes);
}

}  // namespace planscope::devices::cpu::int8_product
