// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/selection_graph.h"

#include "engine/layers/identity.h"
#include "engine/layers/reformat.h"

#include <algorithm>

namespace planscope {
namespace {

constexpr std::uint32_t kUnnumbered = UINT32_MAX;

class GraphMaker {
public:
    explicit GraphMaker(const Network& network) : m_network(network), m_numbers(network.tensorCount(), kUnnumbered) {}

    SelectionGraph make() {
        for (const TensorId id : m_network.inputs()) m_graph.inputs.push_back({m_network.tensor(id).name, number(id)});
        for (const LayerId id : m_network.topologicalOrder()) addLayer(m_network.layer(id));
        for (const NetworkOutput& output : m_network.outputs()) addOutput(output);
        return std::move(m_graph);
    }

private:
    std::uint32_t number(TensorId id) {
        std::uint32_t& at = m_numbers[id.index()];
        if (at != kUnnumbered) return at;
        const planscope::Tensor& tensor = m_network.tensor(id);
        at = static_cast<std::uint32_t>(m_graph.tensors.size());
        m_graph.tensors.push_back({tensor.name, tensor.type, tensor.dims, tensor.constant, tensor.isInput, false});
        return at;
    }

    void addLayer(const Layer& layer) {
        const auto isKnown = [&](TensorId id) { return m_network.tensor(id).constant != nullptr; };
        if (!layer.outputs.empty() && std::ranges::all_of(layer.outputs, isKnown)) return;
        SelectionGraph::Node node{layer.name, layer.def, layer.attrs, layer.epilogue, layer.epilogueInputs, {}, {}, layer.origins, layer.numerics};
        for (const TensorId id : layer.inputs) node.inputs.push_back(number(id));
        for (const TensorId id : layer.outputs) node.outputs.push_back(number(id));
        m_graph.nodes.push_back(std::move(node));
    }

    void addOutput(const NetworkOutput& output) {
        const std::uint32_t source = number(output.tensor);
        SelectionGraph::Tensor& tensor = m_graph.tensors[source];
        if (!tensor.constant && !tensor.isInput && !tensor.isOutput) {
            tensor.isOutput = true;
            m_graph.outputs.push_back({output.name, source});
            return;
        }
        const auto copy = static_cast<std::uint32_t>(m_graph.tensors.size());
        m_graph.tensors.push_back({output.name, tensor.type, tensor.dims, nullptr, false, true});
        m_graph.nodes.push_back({"Copy to output " + output.name, &layers::identity::def, Attrs::of(NoAttrs{}), {}, 0, {source}, {copy}, {}});
        m_graph.outputs.push_back({output.name, copy});
    }

    const Network& m_network;
    std::vector<std::uint32_t> m_numbers;
    SelectionGraph m_graph;
};

ProblemTensor problemTensor(const SelectionGraph::Tensor& tensor) { return {tensor.type, tensor.dims, tensor.constant.get()}; }

}  // namespace

SelectionGraph makeSelectionGraph(const Network& network) { return GraphMaker(network).make(); }

Problem problemOf(const SelectionGraph& graph, const SelectionGraph::Node& node, int threads) {
    Problem problem{node.def, node.attrs, {}, {}, node.epilogue, node.epilogueInputs, threads, node.numerics};
    for (const std::uint32_t id : node.inputs) problem.inputs.push_back(problemTensor(graph.tensors[id]));
    for (const std::uint32_t id : node.outputs) problem.outputs.push_back(problemTensor(graph.tensors[id]));
    return problem;
}

Problem reformatProblem(const SelectionGraph::Tensor& tensor, int threads) {
    const ProblemTensor described{tensor.type, tensor.dims, nullptr};
    return {&layers::reformat::def, Attrs::of(NoAttrs{}), {described}, {described}, {}, 0, threads};
}

}  // namespace planscope
