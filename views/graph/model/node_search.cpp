// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/model/node_search.h"

namespace planscope::views::graph {
namespace {

/// Everything about a node that a search looks at, one field per line so that no word spans two fields.
QString searchedText(const inspect::GraphSnapshot& snapshot, const inspect::GraphNode& node) {
    std::string text = node.name;
    const auto append = [&text](const std::string& field) {
        if (!field.empty()) text.append(1, '\n').append(field);
    };
    append(node.op);
    append(node.tactic);
    for (const std::string& fused : node.swallowed) append(fused);
    for (const std::int32_t id : node.outputs) {
        if (id < 0 || static_cast<std::size_t>(id) >= snapshot.values.size()) continue;
        append(snapshot.values[static_cast<std::size_t>(id)].name);
        append(snapshot.values[static_cast<std::size_t>(id)].shape);
    }
    return QString::fromStdString(text);
}

}  // namespace

NodeSearch::NodeSearch(inspect::GraphSnapshotPtr snapshot) : m_snapshot(std::move(snapshot)) {}

std::vector<int> NodeSearch::find(const TextQuery& query) {
    std::vector<int> hits;
    if (!m_snapshot || query.isEmpty() || !query.problem().isEmpty()) return hits;
    if (m_texts.empty()) {
        m_texts.reserve(m_snapshot->nodes.size());
        for (const inspect::GraphNode& node : m_snapshot->nodes) m_texts.push_back(searchedText(*m_snapshot, node));
    }
    for (std::size_t i = 0; i < m_texts.size(); ++i)
        if (query.matches(m_texts[i])) hits.push_back(static_cast<int>(i));
    return hits;
}

}  // namespace planscope::views::graph
