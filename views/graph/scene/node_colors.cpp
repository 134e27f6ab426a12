// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/node_colors.h"

#include "engine/inspect/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace planscope::views::graph {
namespace {

/// Unmeasured nodes (reformats folded away, network inputs) stay neutral.
QColor timeColor(const Theme& theme, const PreparedGraph& graph, const inspect::GraphNode& node) {
    if (node.timeNs < 0 || graph.mostTimeNs <= 0) return theme.border;
    return heatColor(theme, node.timeNs / graph.mostTimeNs);
}

std::vector<LegendEntry> timeLegend(const Theme& theme, const PreparedGraph& graph) {
    std::vector<LegendEntry> entries;
    if (graph.mostTimeNs <= 0) return entries;
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0})
        entries.push_back({heatColor(theme, share),
                           QString::fromStdString(inspect::formatDuration(share * graph.mostTimeNs))});
    return entries;
}

/// Title of each kind of node and how often it occurs.
using Counts = std::map<QString, std::pair<int, QColor>>;

std::vector<LegendEntry> sortedEntries(const Counts& counts) {
    std::vector<std::pair<int, LegendEntry>> rows;
    for (const auto& [label, row] : counts) rows.push_back({row.first, {row.second, label}});
    std::ranges::stable_sort(rows, [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<LegendEntry> entries;
    for (const auto& [count, entry] : rows) entries.push_back(entry);
    return entries;
}

}  // namespace

QColor nodeColor(const Theme& theme, ColorMode mode, const PreparedGraph& graph, int node) {
    const inspect::GraphNode& row = graph.node(node);
    if (mode == ColorMode::Time) return timeColor(theme, graph, row);
    if (mode == ColorMode::DataType)
        return row.dataType.empty() ? theme.border : dataTypeColor(theme, QString::fromStdString(row.dataType));
    return categoryColor(theme, row.category);
}

std::vector<LegendEntry> legendOf(const Theme& theme, ColorMode mode, const PreparedGraph& graph) {
    if (mode == ColorMode::Time) return timeLegend(theme, graph);
    Counts counts;
    for (int node = 0; node < graph.nodeCount(); ++node) {
        const inspect::GraphNode& row = graph.node(node);
        QString label = mode == ColorMode::Kind ? QString::fromUtf8(inspect::toString(row.category))
                                                : QString::fromStdString(row.dataType);
        if (label.isEmpty()) label = QCoreApplication::translate("ColorLegend", "unknown");
        auto& [count, color] = counts[label];
        if (count++ == 0) color = nodeColor(theme, mode, graph, node);
    }
    return sortedEntries(counts);
}

}  // namespace planscope::views::graph
