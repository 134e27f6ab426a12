// SPDX-License-Identifier: Apache-2.0
#include "engine/safe_plan/lowering.h"

#include "engine/base/check.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/convolution.h"
#include "engine/layers/gather.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/pooling.h"
#include "engine/layers/reduce.h"
#include "engine/layers/resize.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/layers/softmax.h"
#include "kernels/api/half.h"

#include <algorithm>

namespace planscope::safe_plan {
namespace {

constexpr Lowering kLowerings[] = {
    {layers::concatenation::kind, lowerConcatenation, false},
    {layers::convolution::kind, lowerConvolution, true},
    {layers::gather::kind, lowerGather, false},
    {layers::matrix_multiply::kind, lowerMatrix, true},
    {layers::pooling::kind, lowerPooling, false},
    {layers::reduce::kind, lowerReduce, false},
    {layers::resize::kind, lowerResize, false},
    {layers::shuffle::kind, lowerShuffle, false},
    {layers::slice::kind, lowerSlice, false},
    {layers::softmax::kind, lowerSoftmax, false},
};

}  // namespace

const Lowering* findLowering(const LayerKind& kind) {
    const auto at = std::ranges::find(kLowerings, kind, &Lowering::kind);
    return at == std::end(kLowerings) ? nullptr : &*at;
}

kernels::safe::ProgramRecord recordOf(const PointwiseProgram& program) {
    static_assert(kMaxPointwiseSteps == kernels::safe::kProgramSteps && kMaxPointwiseInputs == kernels::safe::kProgramInputs);
    kernels::safe::ProgramRecord record{};
    record.stepCount = program.stepCount;
    record.inputCount = program.inputCount;
    for (std::size_t i = 0; i < static_cast<std::size_t>(program.stepCount); ++i) {
        const PointwiseStep& step = program.steps[i];
        record.steps[i] = {static_cast<std::uint8_t>(step.op), static_cast<std::uint8_t>(step.type), step.a, step.b, step.c, {}, step.alpha, step.beta};
    }
    return record;
}

Status addProgram(Draft& draft, const std::string& name, const PointwiseProgram& program, std::vector<std::uint32_t> inputs, std::uint32_t output) {
    PointwiseProgram whole = program;
    if (whole.empty()) {
        whole.steps[0] = {.op = PointwiseOp::Input, .type = draft.tensors[inputs[0]].type, .a = 0};
        whole.stepCount = whole.inputCount = 1;
    }
    return draft.addStep({kernels::safe::KernelId::Pointwise, name, std::move(inputs), {output}, bytesOf(recordOf(whole))});
}

std::vector<float> realsOf(const Constant& constant) {
    if (constant.type() == DataType::Float) return {constant.floats().begin(), constant.floats().end()};
    std::vector<float> out;
    for (const std::uint16_t half : constant.as<std::uint16_t>()) out.push_back(floatFromHalf(half));
    return out;
}

}  // namespace planscope::safe_plan
