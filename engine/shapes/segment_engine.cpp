// SPDX-License-Identifier: Apache-2.0
#include "engine/shapes/segment_engine.h"

#include "engine/base/check.h"
#include "engine/memory/memory_map.h"
#include "engine/tactics/stored_choices.h"

#include <algorithm>
#include <unordered_map>

namespace planscope::shapes {
namespace {

class GraphMaker {
public:
    GraphMaker(const Engine& engine, const Binding& binding) : m_engine(engine), m_binding(binding) {}

    SegmentGraph make(std::span<const std::uint32_t> steps, std::span<const std::uint32_t> outputs) {
        for (const std::uint32_t i : steps) addStep(m_engine.steps[i]);
        for (const std::uint32_t t : outputs) {
            const auto at = m_made.find(t);
            if (at == m_made.end()) continue;
            graph().tensors[at->second].isOutput = true;
            graph().outputs.push_back({m_engine.tensors[t].name, at->second});
            m_out.outputs.push_back(t);
        }
        return std::move(m_out);
    }

private:
    SelectionGraph& graph() { return m_out.graph; }

    std::uint32_t addTensor(std::uint32_t t, const Dims& dims) {
        const EngineTensor& tensor = m_engine.tensors[t];
        graph().tensors.push_back({tensor.name, tensor.type, dims, nullptr, false, false});
        return static_cast<std::uint32_t>(graph().tensors.size() - 1);
    }

    /// A tensor as this graph reads it: made by an earlier step, known, or an input. One that a step made with a bound larger
    /// than its extents is never read here: its readers wait until the extents are known.
    std::uint32_t read(std::uint32_t t) {
        if (const auto at = m_made.find(t); at != m_made.end()) return at->second;
        const auto [at, isNew] = m_read.try_emplace(t, 0);
        if (!isNew) return at->second;
        const BoundTensor& bound = m_binding.tensors[t];
        const std::uint32_t id = addTensor(t, bound.dims);
        at->second = id;
        graph().tensors[id].constant = bound.value;
        if (bound.value) return id;
        graph().tensors[id].isInput = true;
        graph().inputs.push_back({m_engine.tensors[t].name, id});
        m_out.inputs.push_back(t);
        return id;
    }

    void addStep(const EngineStep& step) {
        SelectionGraph::Node node{step.name, step.def, step.attrs, step.epilogue, step.epilogueInputs, {}, {}, step.origins, step.numerics};
        for (const std::uint32_t t : step.inputs) node.inputs.push_back(read(t));
        for (const std::uint32_t t : step.outputs) {
            node.outputs.push_back(addTensor(t, m_binding.tensors[t].bound));
            m_made.emplace(t, node.outputs.back());
        }
        graph().nodes.push_back(std::move(node));
    }

    const Engine& m_engine;
    const Binding& m_binding;
    SegmentGraph m_out;
    std::unordered_map<std::uint32_t, std::uint32_t> m_made, m_read;  // looked up only, never walked
};

/// Tensors that are read after the segment, or by the host.
std::vector<std::uint32_t> liveOutputs(const Engine& engine, const TensorUses& uses, const Segment& segment) {
    std::vector<std::uint32_t> out;
    for (const std::uint32_t i : segment.steps)
        for (const std::uint32_t t : engine.steps[i].outputs) {
            const bool isRead = std::ranges::find(segment.reads, t) != segment.reads.end();
            if (isRead || uses.readUntil[t] > segment.last) out.push_back(t);
        }
    return out;
}

}  // namespace

SegmentGraph graphOf(const Engine& engine, std::span<const std::uint32_t> steps, std::span<const std::uint32_t> outputs, const Binding& binding) {
    return GraphMaker(engine, binding).make(steps, outputs);
}

Result<SegmentEngine> makeSegmentEngine(const Engine& engine, const TensorUses& uses, const Segment& segment, const Binding& binding,
                                        std::size_t profile, const Device& device) {
    SegmentGraph made = graphOf(engine, segment.steps, liveOutputs(engine, uses, segment), binding);
    std::vector<TacticChoice> choices;
    for (const std::uint32_t i : segment.steps) {
        const auto& all = engine.steps[i].choices;
        choices.push_back(profile < all.size() ? all[profile] : TacticChoice{});
    }
    PS_ASSIGN(Engine out, applyChoices(made.graph, choices, device));
    PS_TRY(assignMemory(out, device));
    out.name = engine.name;
    out.optimizationLevel = engine.optimizationLevel;
    out.origins = engine.origins;
    out.modelHash = engine.modelHash;
    return SegmentEngine{std::move(out), std::move(made.inputs), std::move(made.outputs)};
}

}  // namespace planscope::shapes
