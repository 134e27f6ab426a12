// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/node_overlays.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

namespace planscope::desktop {

using views::graph::NodeOverlay;
using views::graph::NodeOverlayPtr;

namespace {

void addChanges(NodeOverlay& out, const inspect::GraphSnapshot& graph, const inspect::BuildComparison* comparison) {
    if (!comparison) return;
    std::map<std::uint32_t, double> ofOrigin;
    std::map<std::string_view, double> ofReformat;
    for (const inspect::LayerDifference& row : comparison->layers) {
        if (!row.isMeasured()) continue;
        out.mostChangeNs = std::max(out.mostChangeNs, std::abs(row.changeNs()));
        if (row.isReformat) ofReformat.emplace(row.name, row.changeNs());
        else
            for (const std::uint32_t origin : row.origins) ofOrigin.emplace(origin, row.changeNs());
    }
    const auto valueIn = [](const auto& map, const auto& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
    };
    for (const inspect::GraphNode& node : graph.nodes) {
        if (node.category == inspect::Category::Reformat) out.changesNs.push_back(valueIn(ofReformat, std::string_view(node.name)));
        else if (node.origins.empty()) out.changesNs.push_back(std::numeric_limits<double>::quiet_NaN());
        else out.changesNs.push_back(valueIn(ofOrigin, node.origins.front()));
    }
}

/// The weightiest finding about each node.
void addVerdicts(NodeOverlay& out, const inspect::GraphSnapshot& graph, const scope::Report& report) {
    using views::graph::Verdict;
    std::map<std::uint32_t, Verdict> ofOrigin;
    for (const scope::Finding& finding : report.findings)
        for (const std::uint32_t origin : finding.origins) {
            Verdict& worst = ofOrigin[origin];
            worst = std::max(worst, static_cast<Verdict>(static_cast<int>(finding.level) + 1));
        }
    for (const inspect::GraphNode& node : graph.nodes) {
        Verdict worst = Verdict::Fine;
        for (const std::uint32_t origin : node.origins)
            if (const auto found = ofOrigin.find(origin); found != ofOrigin.end()) worst = std::max(worst, found->second);
        out.verdicts.push_back(worst);
    }
}

}  // namespace

NodeOverlayPtr importedOverlay(const OpenedModel& model, const BuiltEngine* built, const inspect::BuildComparison* comparison, const scope::Report* report) {
    if (!model.imported) return nullptr;
    auto out = std::make_shared<NodeOverlay>();
    if (report) addVerdicts(*out, *model.imported, *report);
    if (!built || !built->layers) return out;
    std::map<std::uint32_t, std::string> precisions;
    for (const LayerPrecision& layer : *built->layers) precisions.emplace(layer.origin, layer.actual.toStdString());
    for (const inspect::GraphNode& node : model.imported->nodes) {
        const auto found = node.origins.empty() ? precisions.end() : precisions.find(node.origins.front());
        out->precisions.push_back(found == precisions.end() ? std::string() : found->second);
    }
    addChanges(*out, *model.imported, comparison);
    return out;
}

NodeOverlayPtr optimisedOverlay(const BuiltEngine* built, const inspect::BuildComparison* comparison) {
    if (!built || !built->precisions) return nullptr;
    const auto& steps = *built->precisions;
    auto out = std::make_shared<NodeOverlay>();
    for (const inspect::GraphNode& node : built->optimised->nodes) {
        const auto step = static_cast<std::size_t>(node.step);
        out->precisions.push_back(node.step >= 0 && step < steps.size() ? steps[step].actual.toStdString() : std::string());
    }
    addChanges(*out, *built->optimised, comparison);
    return out;
}

}  // namespace planscope::desktop
