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

}  // namespace

std::string graphText(const inspect::GraphSnapshot& graph) {
    std::string out = fmt::format("digraph {} {{\n  node [shape=box]\n", quoted(graph.title));
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        out += fmt::format("  n{} [label={}]\n", i, quoted(graph.nodes[i].op + ": " + graph.nodes[i].name));
    for (const inspect::GraphValue& value : graph.values)
        for (const std::int32_t consumer : value.consumers)
            if (value.producer >= 0) out += fmt::format("  n{} -> n{} [label={}]\n", value.producer, consumer, quoted(value.shape));
    return out + "}\n";
}

}  // namespace planscope::cli
