// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/segment.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"

#include <algorithm>

namespace planscope::shapes {
namespace {

bool isReadByControl(const Engine& engine, const TensorUses& uses, std::uint32_t tensor) {
    return std::ranges::any_of(uses.control, [&](std::uint32_t step) {
        const auto& inputs = engine.steps[step].inputs;
        return std::ranges::find(inputs, tensor) != inputs.end();
    });
}

void noteKnown(const Engine& engine, const TensorUses& uses, const EngineStep& step, Segment& segment) {
    for (const std::uint32_t t : step.outputs)
        if (uses.readUntil[t] == TensorUses::kAlways || isReadByControl(engine, uses, t)) segment.known.push_back(t);
}

bool hasOpenOutputs(const EngineStep& step, const Binding& binding) {
    return std::ranges::any_of(step.outputs, [&](std::uint32_t t) { return !binding.tensors[t].isSized(); });
}

/// The extents that `sizes` lists: of all outputs of its step but `sizes` itself, one after the other.
Status enterExtents(const Engine& engine, const EngineStep& step, const Constant& sizes, Binding& binding) {
    std::span<const std::int32_t> rest = sizes.ints();
    for (std::size_t i = 0; i + 1 < step.outputs.size(); ++i) {
        BoundTensor& tensor = binding.tensors[step.outputs[i]];
        for (int axis = 0; axis < tensor.dims.rank; ++axis, rest = rest.subspan(1)) {
            PS_ASSERT(!rest.empty(), "step '{}' lists too few extents", step.name);
            PS_CHECK(rest[0] >= 0 && rest[0] <= tensor.bound[axis], Code::Value,
                     "step '{}' reports {} elements on axis {} of '{}', it can have at most {}", step.name, rest[0], axis,
                     engine.tensors[step.outputs[i]].name, tensor.bound[axis]);
            tensor.dims[axis] = rest[0];
        }
        tensor.bound = tensor.dims;
    }
    return {};
}

}  // namespace

Result<Segment> bindSegment(const Engine& engine, const TensorUses& uses, Binding& binding) {
    Segment out;
    out.first = binding.step;
    for (; binding.step < engine.steps.size(); ++binding.step) {
        const EngineStep& step = engine.steps[binding.step];
        PS_ASSIGN(const StepFate fate, bindStep(engine, binding.step, binding, DataExtents::Wait));
        if (fate == StepFate::Waits) break;
        if (fate == StepFate::Known) noteKnown(engine, uses, step, out);
        else out.steps.push_back(binding.step);
        if (hasOpenOutputs(step, binding)) out.reads.push_back(step.outputs.back());
    }
    out.last = binding.step;
    if (out.last == engine.steps.size()) return out;
    const EngineStep& waiting = engine.steps[out.last];
    const bool isControl = !waiting.bodies.empty();
    for (const std::uint32_t t : isControl ? std::vector<std::uint32_t>{} : missingValues(waiting, binding))
        if (binding.tensors[t].isSized() && std::ranges::find(out.reads, t) == out.reads.end()) out.reads.push_back(t);
    const bool isSized = std::ranges::all_of(waiting.inputs, [&](std::uint32_t t) { return binding.tensors[t].isSized(); });
    if (isControl && isSized) out.control = out.last;
    PS_ASSERT(out.control || !out.reads.empty(), "nothing will ever tell the extents that step '{}' needs", waiting.name);
    return out;
}

Status enterReads(const Engine& engine, const TensorUses& uses, const Segment& segment, std::span<const ConstantPtr> values, Binding& binding) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint32_t tensor = segment.reads[i];
        binding.tensors[tensor].value = values[i];
        const std::uint32_t producer = uses.producers[tensor];
        if (producer == TensorUses::kAlways) continue;
        const EngineStep& step = engine.steps[producer];
        if (step.outputs.back() == tensor && hasOpenOutputs(step, binding)) PS_TRY(enterExtents(engine, step, *values[i], binding));
    }
    return {};
}

void enterControl(const Engine& engine, std::uint32_t step, std::span<const Dims> outputs, Binding& binding) {
    for (std::size_t i = 0; i < outputs.size(); ++i) binding.tensors[engine.steps[step].outputs[i]] = {outputs[i], outputs[i], nullptr, false};
    binding.step = step + 1;
}

Result<std::vector<std::uint32_t>> bindEstimate(const Engine& engine, Binding& binding) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < engine.steps.size(); ++i) {
        PS_ASSIGN(const StepFate fate, bindStep(engine, i, binding, DataExtents::AtBound));
        if (fate == StepFate::Runs) out.push_back(i);
    }
    binding.step = static_cast<std::uint32_t>(engine.steps.size());
    return out;
}

}  // namespace planscope::shapes
