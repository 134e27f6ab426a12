// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/program_inputs.h"

#include <algorithm>
#include <array>

namespace planscope::passes {
namespace {

std::int8_t indexOf(const std::vector<TensorId>& inputs, TensorId id) {
    return static_cast<std::int8_t>(std::ranges::find(inputs, id) - inputs.begin());
}

}  // namespace

BoundProgram simplified(const BoundProgram& bound, TensorId first) {
    BoundProgram out;
    if (std::ranges::find(bound.inputs, first) != bound.inputs.end()) out.inputs.push_back(first);
    for (const TensorId id : bound.inputs)
        if (std::ranges::find(out.inputs, id) == out.inputs.end()) out.inputs.push_back(id);
    out.program.inputCount = static_cast<std::int8_t>(out.inputs.size());

    std::array<std::int8_t, kMaxPointwiseSteps> moved{};
    for (std::int8_t i = 0; i < bound.program.stepCount; ++i) {
        PointwiseStep step = bound.program.steps[static_cast<std::size_t>(i)];
        if (step.op == PointwiseOp::Input) step.a = indexOf(out.inputs, bound.inputs[static_cast<std::size_t>(step.a)]);
        std::int8_t* operands[] = {&step.a, &step.b, &step.c};
        for (int k = 0; k < operandCount(step.op); ++k) *operands[k] = moved[static_cast<std::size_t>(*operands[k])];
        const auto end = out.program.steps.begin() + out.program.stepCount;
        const auto same = std::find(out.program.steps.begin(), end, step);
        const bool isResult = i == bound.program.stepCount - 1;
        if (same != end && !isResult) {
            moved[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(same - out.program.steps.begin());
            continue;
        }
        moved[static_cast<std::size_t>(i)] = out.program.stepCount;
        out.program.steps[static_cast<std::size_t>(out.program.stepCount++)] = step;
    }
    return out;
}

}  // namespace planscope::passes
