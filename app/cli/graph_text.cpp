// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/graph_text.h"

#include <fmt/format.h>

namespace planscope::cli {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out + '"';
}

/// Boxes and edges of one graph; bodies are clusters behind the box that runs them. `prefix` keeps names of boxes apart.
std::string content(const inspect::GraphSnapshot& graph, const std::string& prefix, int indent) {
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    std::string out;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const inspect::GraphNode& node = graph.nodes[i];
        const std::string name = fmt::format("{}{}", prefix, i);
        out += fmt::format("{}{} [label={}]\n", margin, name, quoted(node.op + ": " + node.name));
        for (std::size_t b = 0; b < node.bodies.size(); ++b) {
            const std::string inner = fmt::format("{}_{}_", name, b);
            out += fmt::format("{}subgraph cluster_{} {{\n{}  label={}\n", margin, inner, margin, quoted("body " + node.bodies[b]->title));
            out += content(*node.bodies[b], inner, indent + 2) + margin + "}\n";
            if (!node.bodies[b]->nodes.empty()) out += fmt::format("{}{} -> {}0 [style=dashed]\n", margin, name, inner);
        }
    }
    for (const inspect::GraphValue& value : graph.values)
        for (const std::int32_t consumer : value.consumers)
            if (value.producer >= 0)
                out += fmt::format("{}{}{} -> {}{} [label={}]\n", margin, prefix, value.producer, prefix, consumer, quoted(value.shape));
    return out;
}

}  // namespace

std::string graphText(const inspect::GraphSnapshot& graph) {
    return fmt::format("digraph {} {{\n  node [shape=box]\n", quoted(graph.title)) + content(graph, "n", 2) + "}\n";
}

}  // namespace planscope::cli
