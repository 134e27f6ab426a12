// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/binding.h"

#include "engine/base/check.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>

namespace planscope::shapes {
namespace {

bool isBody(const Engine& engine) { return engine.profiles.empty(); }

std::size_t anchorCount(const EngineStep& step) { return step.inputs.size() - static_cast<std::size_t>(step.epilogueInputs); }

std::vector<TensorInfo> infosOf(const Engine& engine, const EngineStep& step, const Binding& binding) {
    std::vector<TensorInfo> out;
    for (const std::uint32_t id : step.inputs)
        out.push_back({engine.tensors[id].type, binding.tensors[id].dims, binding.tensors[id].value.get()});
    return out;
}

/// What was inferred is what the engine says of its tensors: one type, one rank, the same numbers. What the extents of a body are
/// is decided by its inputs in each run.
Status checkDescription(const Engine& engine, const EngineStep& step, std::span<const TensorType> types) {
    PS_CHECK(types.size() == step.outputs.size(), Code::Format, "it has {} outputs, expected {}", step.outputs.size(), types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
        const EngineTensor& tensor = engine.tensors[step.outputs[i]];
        const bool areDimsGood = isBody(engine) ? types[i].dims.rank == tensor.dims.rank : extent::mayEqual(types[i].dims, tensor.dims);
        PS_CHECK(types[i].type == tensor.type && areDimsGood, Code::Format,
                 "its output '{}' is {} {}, the engine says {} {}", tensor.name, toString(types[i].type), toString(types[i].dims),
                 toString(tensor.type), toString(tensor.dims));
    }
    return {};
}

bool isSmall(const TensorType& type) {
    return type.dims.volume() * static_cast<std::int64_t>(sizeOf(type.type)) <= Network::kFoldBytes;
}

bool canBeComputed(const EngineStep& step, std::span<const TensorInfo> infos, std::span<const TensorType> types) {
    if (!step.def->reference || step.def->bound || types.empty()) return false;
    const bool areInputsKnown = step.def->readsShapesOnly || std::ranges::all_of(infos, [](const TensorInfo& i) { return i.constant; });
    return areInputsKnown && std::ranges::all_of(types, isSmall);
}

/// The values of all outputs; nothing where the kernel refuses, which it will do again when it runs.
std::vector<ConstantPtr> computed(const EngineStep& step, std::span<const TensorInfo> infos, std::span<const TensorType> types) {
    std::vector<TensorView> inputs;
    for (const TensorInfo& info : infos)
        inputs.push_back(info.constant ? info.constant->view() : TensorView{nullptr, info.type, info.dims, Format::linear()});
    std::vector<HostTensor> buffers;
    std::vector<TensorView> outputs;
    for (const TensorType& type : types) {
        buffers.push_back(HostTensor::make(type.type, type.dims));
        outputs.push_back(buffers.back().view);
    }
    const LayerView anchor(*step.def, step.attrs, infos.first(anchorCount(step)));
    if (!evaluateFused(anchor, step.epilogue, step.numerics, inputs, outputs)) return {};
    std::vector<ConstantPtr> values;
    for (HostTensor& buffer : buffers) values.push_back(Constant::own(buffer.view.type, buffer.view.dims, std::move(buffer.bytes)));
    return values;
}

/// The types that buffers get: those inferred, or their bounds where extents depend on data.
Result<std::vector<TensorType>> boundTypes(const EngineStep& step, std::span<const TensorInfo> infos, const std::vector<TensorType>& types) {
    if (std::ranges::all_of(types, [](const TensorType& t) { return t.dims.isStatic(); })) return types;
    PS_ASSERT(step.def->bound, "{} leaves extents open although everything that it needs is known", step.def->kind.name);
    PS_ASSIGN(std::vector<TensorType> bounds, step.def->bound(LayerView(*step.def, step.attrs, infos.first(anchorCount(step)))));
    PS_ASSERT(bounds.size() == types.size() && std::ranges::all_of(bounds, [](const TensorType& t) { return t.dims.isStatic(); }),
              "{} has no numbers for its bounds", step.def->kind.name);
    return bounds;
}

bool isEstimated(const EngineStep& step, const Binding& binding) {
    return std::ranges::any_of(step.inputs, [&](std::uint32_t t) { return binding.tensors[t].isEstimate; });
}

Result<StepFate> bindReadyStep(const Engine& engine, const EngineStep& step, Binding& binding, DataExtents mode) {
    const std::vector<TensorInfo> all = infosOf(engine, step, binding);
    const auto infos = std::span(all);
    const std::size_t anchors = anchorCount(step);
    PS_ASSIGN(const std::vector<TensorType> types,
              inferFused(*step.def, step.attrs, infos.first(anchors), step.epilogue, infos.subspan(anchors), step.numerics));
    PS_TRY(checkDescription(engine, step, types));
    PS_ASSIGN(const std::vector<TensorType> bounds, boundTypes(step, infos, types));
    for (std::size_t i = 0; i < types.size(); ++i)
        binding.tensors[step.outputs[i]] = {mode == DataExtents::AtBound ? bounds[i].dims : types[i].dims, bounds[i].dims, nullptr,
                                            isEstimated(step, binding) || !types[i].dims.isStatic()};
    if (!canBeComputed(step, infos, types)) return StepFate::Runs;
    std::vector<ConstantPtr> values = computed(step, infos, types);
    if (values.empty()) return StepFate::Runs;
    for (std::size_t i = 0; i < values.size(); ++i) binding.tensors[step.outputs[i]].value = std::move(values[i]);
    return StepFate::Known;
}

}  // namespace

Binding startBinding(const Engine& engine, std::span<const InputExtents> inputs) {
    Binding out;
    out.tensors.reserve(engine.tensors.size());
    for (const EngineTensor& tensor : engine.tensors) {
        Dims dims = tensor.dims;
        for (std::int64_t& e : dims)
            if (!extent::isNumber(e)) e = extent::kAnonymous;
        out.tensors.push_back({dims, dims, tensor.constant, false});
    }
    for (std::size_t i = 0; i < inputs.size(); ++i)
        out.tensors[engine.inputs[i].tensor] = {inputs[i].dims, inputs[i].dims, inputs[i].value, false};
    return out;
}

std::vector<std::uint32_t> missingValues(const EngineStep& step, const Binding& binding) {
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < anchorCount(step) && i < 32; ++i) {
        const bool decides = (step.def->shapeInputs >> i & 1U) != 0;
        if (decides && !binding.tensors[step.inputs[i]].value) out.push_back(step.inputs[i]);
    }
    return out;
}

Result<StepFate> bindStep(const Engine& engine, std::uint32_t index, Binding& binding, DataExtents mode) {
    const EngineStep& step = engine.steps[index];
    const bool isSized = std::ranges::all_of(step.inputs, [&](std::uint32_t t) { return binding.tensors[t].isSized(); });
    if (!step.bodies.empty() || !isSized || !missingValues(step, binding).empty()) return StepFate::Waits;
    Result<StepFate> fate = within("step '" + step.name + "'", bindReadyStep(engine, step, binding, mode));
    const bool isGuessed = mode == DataExtents::AtBound && isEstimated(step, binding);
    return fate || !isGuessed ? std::move(fate) : StepFate::Waits;  // the real extents may fit where their bounds do not
}

}  // namespace planscope::shapes
