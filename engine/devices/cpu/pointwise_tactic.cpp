// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/cpu/pointwise_tactic.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/support.h"
#include "engine/layers/pointwise_form.h"
#include "engine/network/names.h"
#include "engine/network/pointwise_text.h"
#include "kernels/cpu/byte_quantize.h"
#include "kernels/cpu/byte_sum.h"
#include "kernels/cpu/pointwise.h"

namespace planscope::devices::cpu::pointwise_tactic {
namespace {

using kernels::cpu::PointwisePlan;

/// The whole layer as one program over its inputs.
Result<PointwiseProgram> programOf(const Problem& problem) {
    const std::vector<TensorInfo> infos = problem.anchorInfos();
    const auto form = layers::pointwiseForm(LayerView(*problem.def, problem.attrs, infos));
    PS_CHECK(form, Code::NoTactic, "{} has no form as a pointwise program", problem.kind().name);
    if (problem.epilogue.empty()) return *form;
    return compose(*form, problem.epilogue, 0);
}

bool variesOnlyInBatchAndChannel(const Dims& dims, const Dims& out) {
    for (int i = 0; i < dims.rank; ++i)
        if (out.rank - dims.rank + i >= 2 && dims[i] != 1) return false;
    return true;
}

/// Inputs of the output's dims share its format; vectors per channel stay Linear; what else broadcasts has the output's
/// format where it can.
FormatSignature formatsFor(const Problem& problem, Format format) {
    const ProblemTensor& out = problem.outputs[0];
    FormatSignature formats = FormatSignature::linear(problem);
    formats.outputs[0] = out.dims.rank < 3 ? Format::linear() : format;
    for (std::size_t i = 0; i < problem.inputs.size(); ++i) {
        const ProblemTensor& in = problem.inputs[i];
        const bool follows = !in.constant && in.dims.rank == out.dims.rank &&
                             (in.dims == out.dims || !variesOnlyInBatchAndChannel(in.dims, out.dims));
        if (follows) formats.inputs[i] = formats.outputs[0];
    }
    return formats;
}

std::vector<TensorView> viewsOf(const Problem& problem, const FormatSignature& formats) {
    std::vector<TensorView> views;
    for (std::size_t i = 0; i < problem.inputs.size(); ++i) views.push_back(viewOf(problem.inputs[i], formats.inputs[i]));
    return views;
}

std::optional<PointwisePlan> planOf(const Problem& problem, const PointwiseProgram& program, const FormatSignature& formats,
                                    const DeviceInfo& device) {
    return PointwisePlan::make(program, viewsOf(problem, formats), viewOf(problem.outputs[0], formats.outputs[0]), isaOf(device));
}

/// A kernel that runs `routine` on the threads of the problem.
template <class Routine>
Result<std::unique_ptr<Kernel>> kernelOf(const Problem& problem, const TacticVariant& variant, Routine routine) {
    return makeHostKernel(problem, variant,
                          [routine = std::move(routine), threads = problem.threads](
                              std::span<const TensorView> in, std::span<const TensorView> out, void*) noexcept {
                              return routine.run(in, out[0], threads);
                          });
}

}  // namespace

Verdict accepts(const Problem& problem, const DeviceInfo& device) {
    for (const auto* list : {&problem.inputs, &problem.outputs})
        for (const ProblemTensor& tensor : *list)
            if (tensor.type == DataType::Fp8)
                return reject(Reason::DataType, fmt::format("does not work on {} tensors", toString(tensor.type)));
    const auto program = programOf(problem);
    if (!program) return reject(Reason::Fusion, program.error().message);
    if (!planOf(problem, *program, FormatSignature::linear(problem), device))
        return reject(Reason::Fusion, fmt::format("the vectorised kernel cannot run '{}' on these shapes", toString(*program)));
    return accept();
}

std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
    const auto program = programOf(problem);
    std::vector<TacticVariant> out;
    if (!program) return out;
    for (const Format format : usefulFormats(problem.outputs[0].dims, device)) {
        const FormatSignature formats = formatsFor(problem, format);
        if (planOf(problem, *program, formats, device)) out.push_back({std::string(nameOf(isaOf(device))), formats, 0});
    }
    return out;
}

Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
    PS_ASSIGN(const PointwiseProgram program, programOf(problem));
    const TensorView out = viewOf(problem.outputs[0], variant.formats.outputs[0]);
    const std::vector<TensorView> inputs = viewsOf(problem, variant.formats);
    if (const auto sum = kernels::cpu::ByteSum::make(program, inputs, out, isaOf(device))) return kernelOf(problem, variant, *sum);
    if (const auto quantize = kernels::cpu::ByteQuantize::make(program, inputs, out, isaOf(device))) return kernelOf(problem, variant, *quantize);
    auto plan = planOf(problem, program, variant.formats, device);
    PS_CHECK(plan, Code::NoTactic, "the vectorised kernel cannot run '{}' here", toString(program));
    return kernelOf(problem, variant, std::move(*plan));
}

}  // namespace planscope::devices::cpu::pointwise_tactic
