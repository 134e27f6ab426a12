// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/captures.h"

#include <memory>
#include <unordered_set>

namespace planscope::onnx {

std::vector<const OnnxGraph*> subgraphsOf(const OnnxNode& node) {
    std::vector<const OnnxGraph*> out;
    for (const OnnxAttribute& attribute : node.attributes)
        if (const auto* graph = std::get_if<std::shared_ptr<const OnnxGraph>>(&attribute.value)) out.push_back(graph->get());
    return out;
}

std::vector<std::string_view> namesRead(const OnnxNode& node) {
    std::vector<std::string_view> out;
    for (const std::string& name : node.inputs)
        if (!name.empty()) out.push_back(name);
    for (const OnnxGraph* const graph : subgraphsOf(node)) {
        const std::vector<std::string_view> captured = capturedNames(*graph);
        out.insert(out.end(), captured.begin(), captured.end());
    }
    return out;
}

std::vector<std::string_view> capturedNames(const OnnxGraph& graph) {
    std::unordered_set<std::string_view> known;
    for (const OnnxInitialiser& initialiser : graph.initialisers) known.insert(initialiser.name);
    for (const OnnxValue& input : graph.inputs) known.insert(input.name);
    for (const OnnxNode& node : graph.nodes) known.insert(node.outputs.begin(), node.outputs.end());
    std::vector<std::string_view> out;
    const auto add = [&](std::string_view name) {
        if (!name.empty() && known.insert(name).second) out.push_back(name);
    };
    for (const OnnxNode& node : graph.nodes)
        for (const std::string_view name : namesRead(node)) add(name);
    for (const std::string& name : graph.outputs) add(name);
    return out;
}

}  // namespace planscope::onnx
