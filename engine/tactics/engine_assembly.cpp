// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/engine_assembly.h"

#include "engine/base/check.h"
#include "engine/network/names.h"

#include <map>

namespace planscope {
namespace {

using ReformatFn = std::function<Result<const Candidates*>(std::uint32_t, Format, Format)>;

Placement placementOf(const SelectionGraph::Tensor& tensor) {
    if (tensor.constant) return Placement::Constant;
    if (tensor.isInput) return Placement::Input;
    return tensor.isOutput ? Placement::Output : Placement::Arena;
}

LayerRecord recordOf(const std::string& name, const LayerDef& def, const Candidates& candidates, std::size_t chosen,
                     std::string reason) {
    LayerRecord record{name, std::string(def.kind.name), candidates.records, std::move(reason)};
    record.candidates[candidates.ways[chosen].record].chosen = true;
    return record;
}

class Assembler {
public:
    Assembler(const SelectionGraph& graph, std::span<const Format> borders, const ReformatFn& reformats)
        : m_graph(graph), m_borders(borders), m_reformats(reformats) {}

    Result<Selection> run(std::span<const Decision> decisions) {
        declareTensors(decisions);
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) PS_TRY(addNode(m_graph.nodes[i], decisions[i]));
        engine().inputs = m_graph.inputs;
        engine().outputs = m_graph.outputs;
        for (EngineBinding& output : engine().outputs)
            if (const auto at = m_copiedOutputs.find(output.tensor); at != m_copiedOutputs.end()) output.tensor = at->second;
        return std::move(m_out);
    }

private:
    Engine& engine() { return m_out.engine; }

    /// Tensors keep their numbers; those that an output must hold in another format become intermediate.
    void declareTensors(std::span<const Decision> decisions) {
        for (std::size_t i = 0; i < m_graph.tensors.size(); ++i) {
            const SelectionGraph::Tensor& t = m_graph.tensors[i];
            engine().tensors.push_back({t.name, t.type, t.dims, m_borders[i], placementOf(t), 0, t.constant});
        }
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const auto& outputs = m_graph.nodes[i].outputs;
            for (std::size_t k = 0; k < outputs.size(); ++k) {
                EngineTensor& tensor = engine().tensors[outputs[k]];
                tensor.format = decisions[i].chosen().variant.formats.outputs[k];
                if (tensor.placement == Placement::Output && tensor.format != m_borders[outputs[k]]) tensor.placement = Placement::Arena;
            }
        }
    }

    Status addNode(const SelectionGraph::Node& node, const Decision& decision) {
        const Way& way = decision.chosen();
        EngineStep step{node.name, node.def, node.attrs, node.epilogue, node.epilogueInputs, {}, node.outputs,
                        std::string(way.tactic->name), way.variant, 0, node.origins};
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            const std::string name = fmt::format("Reformatting CopyNode for Input Tensor {} to {}", k, node.name);
            PS_ASSIGN(const std::uint32_t input, inFormat(node.inputs[k], way.variant.formats.inputs[k], name, node));
            step.inputs.push_back(input);
        }
        step.numerics = node.numerics;
        m_out.stepOfNode.push_back(static_cast<std::uint32_t>(engine().steps.size()));
        engine().steps.push_back(std::move(step));
        m_out.record.layers.push_back(recordOf(node.name, *node.def, *decision.candidates, decision.way, decision.reason));
        for (std::size_t k = 0; k < node.outputs.size(); ++k) {
            const std::uint32_t id = node.outputs[k];
            if (!m_graph.tensors[id].isOutput || engine().tensors[id].format == m_borders[id]) continue;
            const std::string name = fmt::format("Reformatting CopyNode for Output Tensor {} to {}", k, node.name);
            PS_ASSIGN(const std::uint32_t copied, inFormat(id, m_borders[id], name, node));
            engine().tensors[copied].placement = Placement::Output;
            m_copiedOutputs.emplace(id, copied);
        }
        return {};
    }

    /// The number of the tensor in `format`, converting it when it does not exist yet.
    Result<std::uint32_t> inFormat(std::uint32_t id, Format format, const std::string& name, const SelectionGraph::Node& cause) {
        const EngineTensor source = engine().tensors[id];
        if (source.placement == Placement::Constant || source.format == format) return id;
        const auto [at, isNew] = m_converted.try_emplace({id, format}, static_cast<std::uint32_t>(engine().tensors.size()));
        if (!isNew) return at->second;
        PS_ASSIGN(const Candidates* const candidates, m_reformats(id, source.format, format));
        EngineTensor copy = source;
        copy.name = fmt::format("{} ({})", source.name, toString(format));
        copy.format = format;
        copy.placement = Placement::Arena;
        engine().tensors.push_back(std::move(copy));
        addReformat(name, id, at->second, *candidates, cause);
        return at->second;
    }

    void addReformat(const std::string& name, std::uint32_t from, std::uint32_t to, const Candidates& candidates,
                     const SelectionGraph::Node& cause) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < candidates.ways.size(); ++i)
            if (candidates.ways[i].ns < candidates.ways[best].ns) best = i;
        const Way& way = candidates.ways[best];
        const Problem problem = reformatProblem(m_graph.tensors[from], 1);
        engine().steps.push_back({name, problem.def, problem.attrs, {}, 0, {from}, {to}, std::string(way.tactic->name),
                                  way.variant, 0, cause.origins});
        const EngineTensor &source = engine().tensors[from], &target = engine().tensors[to];
        const std::string reason = fmt::format("converts '{}' from {} to {} for {}", source.name, toString(source.format),
                                               toString(target.format), cause.name);
        m_out.record.layers.push_back(recordOf(name, *problem.def, candidates, best, reason));
        m_out.record.reformats.push_back(
            {source.name, source.format, target.format, candidates.records[way.record].medianNs, cause.name});
    }

    const SelectionGraph& m_graph;
    std::span<const Format> m_borders;
    const ReformatFn& m_reformats;
    Selection m_out;
    std::map<std::pair<std::uint32_t, Format>, std::uint32_t> m_converted;
    std::map<std::uint32_t, std::uint32_t> m_copiedOutputs;
};

}  // namespace

Result<Selection> assembleEngine(const SelectionGraph& graph, std::span<const Decision> decisions, std::span<const Format> borders,
                                 const ReformatFn& reformats) {
    return Assembler(graph, borders, reformats).run(decisions);
}

}  // namespace planscope
