// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/graph_order.h"

#include "engine/base/check.h"
#include "engine/onnx/captures.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace planscope::onnx {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kCycleNodesShown = 8;

using Producers = std::unordered_map<std::string_view, std::size_t>;

Producers producersOf(const OnnxGraph& graph) {
    Producers out;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        for (const std::string& name : graph.nodes[i].outputs)
            if (!name.empty()) out.emplace(name, i);
    return out;
}

/// Nodes that must run before node `index`, once each.
std::vector<std::size_t> dependencies(const OnnxGraph& graph, const Producers& producers, std::size_t index) {
    std::vector<std::size_t> out;
    for (const std::string_view name : namesRead(graph.nodes[index]))
        if (const auto at = producers.find(name); at != producers.end()) out.push_back(at->second);
    std::ranges::sort(out);
    const auto repeats = std::ranges::unique(out);
    out.erase(repeats.begin(), repeats.end());
    return out;
}

/// One cycle among the nodes that could not be ordered, by walking against the edges until a node repeats.
std::vector<std::size_t> findCycle(const OnnxGraph& graph, const Producers& producers, const std::vector<bool>& ordered) {
    std::vector<std::size_t> path;
    std::vector<std::size_t> position(graph.nodes.size(), kNone);
    std::size_t at = static_cast<std::size_t>(std::ranges::find(ordered, false) - ordered.begin());
    while (position[at] == kNone) {
        position[at] = path.size();
        path.push_back(at);
        const std::vector<std::size_t> before = dependencies(graph, producers, at);
        at = *std::ranges::find_if(before, [&](std::size_t i) { return !ordered[i]; });
    }
    path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(position[at]));
    std::ranges::reverse(path);
    return path;
}

void reportCycle(const OnnxGraph& graph, const std::vector<std::size_t>& cycle, Diagnostics& diagnostics) {
    std::string nodes;
    for (std::size_t i = 0; i < cycle.size() && i < kCycleNodesShown; ++i)
        nodes += (i == 0 ? "" : ", ") + nodeSubject(graph.nodes[cycle[i]]);
    if (cycle.size() > kCycleNodesShown) nodes += fmt::format(" and {} more", cycle.size() - kCycleNodesShown);
    diagnostics.add({Severity::Error,
                     {Code::Graph, "the graph", fmt::format("{} nodes form a cycle: {}", cycle.size(), nodes), {}},
                     graph.nodes[cycle.front()].name});
}

void reportName(const std::string& name, std::string message, Diagnostics& diagnostics) {
    diagnostics.add({Severity::Error, {Code::Graph, fmt::format("tensor '{}'", name), std::move(message), {}}, name});
}

}  // namespace

std::string nodeSubject(const OnnxNode& node) {
    const std::string op = node.domain.empty() ? node.op : node.domain + "." + node.op;
    if (!node.name.empty()) return fmt::format("node '{}' ({})", node.name, op);
    if (node.outputs.empty()) return fmt::format("a node without name ({})", op);
    return fmt::format("node of '{}' ({})", node.outputs.front(), op);
}

std::vector<std::size_t> sortNodes(const OnnxGraph& graph, Diagnostics& diagnostics) {
    const std::size_t count = graph.nodes.size();
    const Producers producers = producersOf(graph);
    std::vector<std::size_t> waiting(count, 0);
    std::vector<std::vector<std::size_t>> readers(count);
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < count; ++i) {
        const std::vector<std::size_t> before = dependencies(graph, producers, i);
        waiting[i] = before.size();
        for (const std::size_t producer : before) readers[producer].push_back(i);
        if (before.empty()) ready.push(i);
    }
    std::vector<std::size_t> order;
    std::vector<bool> ordered(count, false);
    while (!ready.empty()) {
        const std::size_t i = ready.top();
        ready.pop();
        order.push_back(i);
        ordered[i] = true;
        for (const std::size_t reader : readers[i])
            if (--waiting[reader] == 0) ready.push(reader);
    }
    if (order.size() < count) reportCycle(graph, findCycle(graph, producers, ordered), diagnostics);
    return order;
}

void checkNames(const OnnxGraph& graph, Diagnostics& diagnostics) {
    std::unordered_set<std::string_view> initialisers, inputs, outputs;
    for (const OnnxInitialiser& initialiser : graph.initialisers)
        if (!initialisers.insert(initialiser.name).second)
            reportName(initialiser.name, "the initialiser is defined twice", diagnostics);
    for (const OnnxValue& input : graph.inputs)
        if (!inputs.insert(input.name).second) reportName(input.name, "the graph lists this input twice", diagnostics);
    std::unordered_map<std::string_view, const OnnxNode*> makers;
    for (const OnnxNode& node : graph.nodes) {
        for (const std::string& name : node.outputs) {
            if (name.empty()) continue;
            const auto [at, isNew] = makers.emplace(name, &node);
            if (!isNew)
                reportName(name, fmt::format("it is produced twice, by {} and by {}", nodeSubject(*at->second), nodeSubject(node)), diagnostics);
            if (initialisers.contains(name) || inputs.contains(name))
                reportName(name, fmt::format("it is {} and produced by {} as well", initialisers.contains(name) ? "an initialiser" : "an input",
                                             nodeSubject(node)), diagnostics);
        }
    }
    for (const std::string& name : graph.outputs)
        if (!outputs.insert(name).second) reportName(name, "the graph lists this output twice", diagnostics);
}

}  // namespace planscope::onnx
