// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/node_colors.h"

#include "engine/inspect/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
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

std::string precisionOf(const NodeOverlay* overlay, int node) {
    const auto index = static_cast<std::size_t>(node);
    return overlay && index < overlay->precisions.size() ? overlay->precisions[index] : std::string();
}

QString verdictText(Verdict verdict) {
    constexpr const char* kTexts[] = {QT_TRANSLATE_NOOP("ColorLegend", "nothing to say"), QT_TRANSLATE_NOOP("ColorLegend", "advice"), QT_TRANSLATE_NOOP("ColorLegend", "warning"), QT_TRANSLATE_NOOP("ColorLegend", "refused")};
    return QCoreApplication::translate("ColorLegend", kTexts[static_cast<std::size_t>(verdict)]);
}

Verdict verdictOf(const NodeOverlay* overlay, int node) {
    const auto index = static_cast<std::size_t>(node);
    return overlay && index < overlay->verdicts.size() ? overlay->verdicts[index] : Verdict::Fine;
}

QColor verdictColor(const Theme& theme, Verdict verdict) {
    const QColor colors[] = {theme.border, theme.series[0], theme.warning, theme.error};
    return colors[static_cast<std::size_t>(verdict)];
}

/// Blue where it got faster, orange where it got slower: apart without red-green vision.
QColor changeColor(const Theme& theme, double share) {
    return blend(theme.border, theme.series[share < 0 ? 0 : 1], std::clamp(std::abs(share), 0.0, 1.0));
}

QColor nodeChangeColor(const Theme& theme, const NodeOverlay* overlay, int node) {
    const auto index = static_cast<std::size_t>(node);
    const bool isKnown = overlay && index < overlay->changesNs.size() && !std::isnan(overlay->changesNs[index]) && overlay->mostChangeNs > 0;
    return isKnown ? changeColor(theme, overlay->changesNs[index] / overlay->mostChangeNs) : theme.nodeFill;
}

std::vector<LegendEntry> changeLegend(const Theme& theme, const NodeOverlay* overlay) {
    std::vector<LegendEntry> entries;
    if (!overlay || overlay->mostChangeNs <= 0) return entries;
    for (const double share : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
        const QString size = QString::fromStdString(inspect::formatDuration(std::abs(share) * overlay->mostChangeNs));
        entries.push_back({changeColor(theme, share), share < 0 ? QStringLiteral("−") + size : share > 0 ? QStringLiteral("+") + size
                                                                : QCoreApplication::translate("ColorLegend", "no change")});
    }
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

QColor nodeColor(const Theme& theme, ColorMode mode, const PreparedGraph& graph, int node, const NodeOverlay* overlay) {
    const inspect::GraphNode& row = graph.node(node);
    if (mode == ColorMode::Time) return timeColor(theme, graph, row);
    if (mode == ColorMode::DataType)
        return row.dataType.empty() ? theme.border : dataTypeColor(theme, QString::fromStdString(row.dataType));
    if (mode == ColorMode::Precision) {
        const std::string precision = precisionOf(overlay, node);
        return precision.empty() ? theme.border : dataTypeColor(theme, QString::fromStdString(precision));
    }
    if (mode == ColorMode::Change) return nodeChangeColor(theme, overlay, node);
    if (mode == ColorMode::Verdict) return verdictColor(theme, verdictOf(overlay, node));
    return categoryColor(theme, row.category);
}

std::vector<LegendEntry> legendOf(const Theme& theme, ColorMode mode, const PreparedGraph& graph, const NodeOverlay* overlay) {
    if (mode == ColorMode::Time) return timeLegend(theme, graph);
    if (mode == ColorMode::Change) return changeLegend(theme, overlay);
    if (mode == ColorMode::Verdict && (!overlay || overlay->verdicts.empty())) return {};
    if (mode == ColorMode::Precision && (!overlay || overlay->precisions.empty())) return {};
    Counts counts;
    for (int node = 0; node < graph.nodeCount(); ++node) {
        const inspect::GraphNode& row = graph.node(node);
        QString label = mode == ColorMode::Kind      ? QString::fromUtf8(inspect::toString(row.category))
                        : mode == ColorMode::DataType ? QString::fromStdString(row.dataType)
                        : mode == ColorMode::Verdict  ? verdictText(verdictOf(overlay, node))
                                                      : QString::fromStdString(precisionOf(overlay, node));
        if (label.isEmpty() && mode == ColorMode::Precision) continue;
        if (label.isEmpty()) label = QCoreApplication::translate("ColorLegend", "unknown");
        auto& [count, color] = counts[label];
        if (count++ == 0) color = nodeColor(theme, mode, graph, node, overlay);
    }
    return sortedEntries(counts);
}

}  // namespace planscope::views::graph
