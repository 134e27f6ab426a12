// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/open_engine.h"

#include "engine/base/check.h"
#include "engine/network/body.h"
#include "engine/tactics/selection_graph.h"

#include <algorithm>

namespace planscope::shapes {
namespace {

Placement placementOf(const SelectionGraph::Tensor& tensor) {
    if (tensor.constant) return Placement::Constant;
    if (tensor.isInput) return Placement::Input;
    return tensor.isOutput ? Placement::Output : Placement::Arena;
}

/// Each named extent of an input once, in the order of the inputs.
std::vector<ExtentName> inputExtentNames(const Network& network) {
    std::vector<ExtentName> out;
    for (const TensorId input : network.inputs())
        for (const std::int64_t extent : network.tensor(input).dims) {
            const std::string_view name = network.extentName(extent);
            if (!name.empty() && std::ranges::find(out, extent, &ExtentName::extent) == out.end()) out.push_back({extent, std::string(name)});
        }
    return out;
}

Result<std::vector<std::shared_ptr<const Engine>>> makeBodies(const EngineStep& step, const OptimiseBody& optimise) {
    std::vector<std::shared_ptr<const Engine>> out;
    for (const Network* body : bodiesOf(*step.def, step.attrs)) {
        Network optimised = *body;
        PS_TRY(within("body of '" + step.name + "'", optimise(optimised)));
        PS_ASSIGN(Engine engine, makeOpenEngine(optimised, optimise));
        out.push_back(std::make_shared<const Engine>(std::move(engine)));
    }
    return out;
}

}  // namespace

bool isOpen(const Network& network) {
    const auto isOpenTensor = [&](TensorId id) { return !network.tensor(id).dims.isStatic(); };
    if (std::ranges::any_of(network.inputs(), isOpenTensor)) return true;
    for (const LayerId id : network.topologicalOrder())
        if (network.layer(id).def->evaluate || std::ranges::any_of(network.layer(id).outputs, isOpenTensor)) return true;
    return false;
}

Result<Engine> makeOpenEngine(const Network& network, const OptimiseBody& optimise) {
    const SelectionGraph graph = makeSelectionGraph(network);
    Engine out;
    out.name = network.name;
    out.origins = network.origins();
    out.isOpen = true;
    out.extentNames = inputExtentNames(network);
    for (const SelectionGraph::Tensor& t : graph.tensors)
        out.tensors.push_back({t.name, t.type, t.dims, Format::linear(), placementOf(t), 0, t.constant});
    for (const SelectionGraph::Node& node : graph.nodes) {
        EngineStep& step = out.steps.emplace_back();
        step.name = node.name;
        step.def = node.def;
        step.attrs = node.attrs;
        step.epilogue = node.epilogue;
        step.epilogueInputs = node.epilogueInputs;
        step.inputs = node.inputs;
        step.outputs = node.outputs;
        step.origins = node.origins;
        step.numerics = node.numerics;
        PS_ASSIGN(step.bodies, makeBodies(step, optimise));
    }
    out.inputs = graph.inputs;
    out.outputs = graph.outputs;
    return out;
}

}  // namespace planscope::shapes
