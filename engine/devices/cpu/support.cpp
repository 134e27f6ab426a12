// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/support.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/following.h"
#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"
#include "kernels/cpu/onednn/epilogue_check.h"

#include <algorithm>

namespace planscope::devices::cpu {
namespace {

using kernels::cpu::Isa;
using kernels::onednn::Expected;
using kernels::onednn::Primitive;

struct PrimitiveRun {
    std::unique_ptr<Primitive> primitive;
    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void* workspace) noexcept {
        return primitive->run(in, out[0], workspace);
    }
};

struct PrimitiveThenPointwiseRun {
    std::unique_ptr<Primitive> primitive;
    FollowingPointwise following;

    KernelStatus operator()(std::span<const TensorView> in, std::span<const TensorView> out, void* workspace) noexcept {
        const KernelStatus status = primitive->run(in, out[0], workspace);
        return status == KernelStatus::Ok ? following.run(in, out[0]) : status;
    }
};

Status statusOf(const Problem& problem, const TacticVariant& variant, const Expected<std::unique_ptr<Primitive>>& lowered) {
    PS_CHECK(lowered, Code::NoTactic, "{} cannot be run by {}: {}", problem.kind().name, variant.algorithm, lowered.error());
    return {};
}

}  // namespace

Isa isaOf(const DeviceInfo& device) {
    if (device.cpu.avx512) return Isa::Avx512;
    return device.cpu.avx2 && device.cpu.fma ? Isa::Avx2 : Isa::Generic;
}

kernels::cpu::Execution executionOf(const Problem& problem, const DeviceInfo& device) {
    return {problem.threads, isaOf(device)};
}

std::vector<Format> usefulFormats(const Dims& dims, const DeviceInfo& device) {
    if (dims.rank < 3 || dims.rank > 5) return {Format::linear()};
    std::vector<Format> out;
    if (device.cpu.avx512) out.push_back(Format::channelBlocked(16));
    out.push_back(Format::channelLast());
    out.push_back(Format::linear());
    out.push_back(Format::channelBlocked(8));
    return out;
}

TensorView viewOf(const ProblemTensor& tensor, Format format) {
    if (tensor.constant) return tensor.constant->view();
    return {nullptr, tensor.type, tensor.dims, format};
}

Format epilogueInputFormat(const Problem& problem, std::size_t input, Format output) {
    const ProblemTensor& tensor = problem.inputs[input];
    return !tensor.constant && tensor.dims == problem.outputs[0].dims ? output : Format::linear();
}

FormatSignature signatureOf(const Problem& problem, Format in, Format out) {
    FormatSignature formats = FormatSignature::uniform(problem, in);
    for (std::size_t i = 0; i < problem.outputs.size(); ++i)
        formats.outputs[i] = problem.outputs[i].dims.rank < 3 ? Format::linear() : out;
    for (std::size_t i = static_cast<std::size_t>(problem.anchorInputCount()); i < problem.inputs.size(); ++i)
        formats.inputs[i] = epilogueInputFormat(problem, i, formats.outputs[0]);
    return formats;
}

/// Constants of one element become constants of the program, where patterns can see them.
kernels::onednn::Epilogue epilogueOf(const Problem& problem) {
    kernels::onednn::Epilogue epilogue{problem.epilogue, {}, problem.anchorInputCount()};
    for (auto i = static_cast<std::size_t>(problem.anchorInputCount()); i < problem.inputs.size(); ++i)
        epilogue.operands.push_back(viewOf(problem.inputs[i]));
    for (int i = 0; i < problem.epilogue.stepCount; ++i) {
        PointwiseStep& step = epilogue.program.steps[static_cast<std::size_t>(i)];
        if (step.op != PointwiseOp::Input || step.a == 0 || step.type != DataType::Float) continue;
        const TensorView& operand = epilogue.operands[static_cast<std::size_t>(step.a - 1)];
        if (operand.data && operand.volume() == 1)
            step = {.op = PointwiseOp::Constant, .type = DataType::Float, .alpha = *operand.as<float>()};
    }
    return epilogue;
}

Verdict acceptsPostOps(const kernels::onednn::Epilogue& epilogue, const Dims& outDims) {
    const auto refusal = kernels::onednn::whyNotPostOps(epilogue, outDims);
    if (!refusal) return accept();
    if (!refusal->operation) return reject(Reason::Fusion, refusal->why);
    return reject(Reason::Fusion, fmt::format("'{}' in the epilogue {}", toString(*refusal->operation), refusal->why));
}

EpilogueCost epilogueCost(const PointwiseProgram& program) {
    using enum PointwiseOp;
    constexpr PointwiseOp kFree[] = {Input, Sum, Relu};
    constexpr PointwiseOp kSlow[] = {Exp, Log, Sin, Cos, Tan, Sinh, Cosh, Asin, Acos, Atan, Asinh, Acosh, Atanh, Erf, Pow,
                                     Sigmoid, Tanh, Elu, Selu, Softplus, ScaledTanh};
    const auto steps = std::span(program.steps).first(static_cast<std::size_t>(program.stepCount));
    const auto isAmong = [](std::span<const PointwiseOp> ops) {
        return [ops](const PointwiseStep& step) { return std::ranges::find(ops, step.op) != ops.end(); };
    };
    if (std::ranges::any_of(steps, isAmong(kSlow))) return EpilogueCost::Slow;
    return std::ranges::all_of(steps, isAmong(kFree)) ? EpilogueCost::Free : EpilogueCost::Usual;
}

Verdict acceptsFloats(const Problem& problem) {
    for (const auto* list : {&problem.inputs, &problem.outputs})
        for (const ProblemTensor& tensor : *list)
            if (tensor.type != DataType::Float)
                return reject(Reason::DataType, fmt::format("works on f32 tensors, one is {}", toString(tensor.type)));
    return accept();
}

Verdict acceptsNonEmpty(const Problem& problem) {
    for (const auto* list : {&problem.inputs, &problem.outputs})
        for (const ProblemTensor& tensor : *list)
            if (tensor.dims.volume() == 0)
                return reject(Reason::Shape, fmt::format("a tensor of {} has no elements", toString(tensor.dims)));
    return accept();
}

Result<std::unique_ptr<Kernel>> makePrimitiveKernel(const Problem& problem, const TacticVariant& variant,
                                                    Expected<std::unique_ptr<Primitive>> lowered) {
    PS_TRY(statusOf(problem, variant, lowered));
    const std::size_t bytes = (*lowered)->residentBytes();
    return makeHostKernel(problem, variant, PrimitiveRun{std::move(*lowered)}, bytes);
}

Result<std::unique_ptr<Kernel>> makePrimitiveThenPointwise(const Problem& problem, const TacticVariant& variant,
                                                           const DeviceInfo& device,
                                                           Expected<std::unique_ptr<Primitive>> lowered) {
    PS_TRY(statusOf(problem, variant, lowered));
    auto following = FollowingPointwise::make(problem, variant.formats, device);
    PS_CHECK(following, Code::NoTactic, "the pointwise kernel cannot run the epilogue of {} here", problem.kind().name);
    const std::size_t bytes = (*lowered)->residentBytes();
    return makeHostKernel(problem, variant, PrimitiveThenPointwiseRun{std::move(*lowered), std::move(*following)}, bytes);
}

bool canFollowWithPointwise(const Problem& problem, const FormatSignature& formats, const DeviceInfo& device) {
    return FollowingPointwise::make(problem, formats, device).has_value();
}

Problem withoutEpilogue(const Problem& problem) {
    Problem out = problem;
    out.inputs.resize(static_cast<std::size_t>(problem.anchorInputCount()));
    out.epilogue = {};
    out.epilogueInputs = 0;
    return out;
}

void appendVariants(std::vector<TacticVariant>& to, const FormatSignature& formats,
                    const Expected<std::vector<kernels::onednn::Implementation>>& found) {
    if (!found) return;
    for (const auto& implementation : *found) to.push_back({implementation.name, formats, implementation.workspaceBytes, implementation.preparationNs});
}

}  // namespace planscope::devices::cpu
