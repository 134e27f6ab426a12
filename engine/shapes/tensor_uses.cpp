// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/tensor_uses.h"

#include <algorithm>

namespace planscope::shapes {
namespace {

bool isSmallList(const EngineTensor& tensor) { return tensor.dims.isStatic() && tensor.dims.volume() <= TensorUses::kMaxShapeElements; }

/// Tensors whose values decide extents, found from the readers back to where the values come from: through arithmetic on
/// small tensors, but not into kinds whose results only a device knows.
std::vector<bool> shapeTensors(const Engine& engine) {
    std::vector<bool> needed(engine.tensors.size());
    for (auto step = engine.steps.rbegin(); step != engine.steps.rend(); ++step) {
        if (!step->bodies.empty()) continue;  // it reads its conditions itself
        const std::size_t anchors = step->inputs.size() - static_cast<std::size_t>(step->epilogueInputs);
        for (std::size_t i = 0; i < anchors && i < 32; ++i)
            if ((step->def->shapeInputs >> i & 1U) != 0) needed[step->inputs[i]] = true;
        const bool isHostWork = !step->def->bound && !step->def->readsShapesOnly &&
                                std::ranges::any_of(step->outputs, [&](std::uint32_t t) { return needed[t]; }) &&
                                std::ranges::all_of(step->inputs, [&](std::uint32_t t) { return isSmallList(engine.tensors[t]); });
        if (!isHostWork) continue;
        for (const std::uint32_t t : step->inputs) needed[t] = true;
    }
    return needed;
}

}  // namespace

TensorUses usesOf(const Engine& engine) {
    TensorUses out;
    out.producers.assign(engine.tensors.size(), TensorUses::kAlways);
    out.readUntil.assign(engine.tensors.size(), TensorUses::kNever);
    for (std::uint32_t i = 0; i < engine.steps.size(); ++i) {
        for (const std::uint32_t t : engine.steps[i].inputs) out.readUntil[t] = i + 1;
        for (const std::uint32_t t : engine.steps[i].outputs) out.producers[t] = i;
        if (!engine.steps[i].bodies.empty()) out.control.push_back(i);
    }
    for (const EngineBinding& binding : engine.outputs) out.readUntil[binding.tensor] = TensorUses::kAlways;
    const std::vector<bool> needed = shapeTensors(engine);
    for (const EngineBinding& binding : engine.inputs)
        out.decidesShapes.push_back(needed[binding.tensor] && isSmallList(engine.tensors[binding.tensor]));
    return out;
}

}  // namespace planscope::shapes
