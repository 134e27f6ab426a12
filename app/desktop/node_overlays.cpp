// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/node_overlays.h"

#include <map>

namespace planscope::desktop {

using views::graph::NodeOverlay;
using views::graph::NodeOverlayPtr;

NodeOverlayPtr importedOverlay(const OpenedModel& model, const BuiltEngine* built) {
    if (!model.imported || !built || !built->layers) return nullptr;
    std::map<std::uint32_t, std::string> precisions;
    for (const LayerPrecision& layer : *built->layers) precisions.emplace(layer.origin, layer.actual.toStdString());
    auto out = std::make_shared<NodeOverlay>();
    for (const inspect::GraphNode& node : model.imported->nodes) {
        const auto found = node.origins.empty() ? precisions.end() : precisions.find(node.origins.front());
        out->precisions.push_back(found == precisions.end() ? std::string() : found->second);
    }
    return out;
}

NodeOverlayPtr optimisedOverlay(const BuiltEngine* built) {
    if (!built || !built->precisions) return nullptr;
    const auto& steps = *built->precisions;
    auto out = std::make_shared<NodeOverlay>();
    for (const inspect::GraphNode& node : built->optimised->nodes) {
        const auto step = static_cast<std::size_t>(node.step);
        out->precisions.push_back(node.step >= 0 && step < steps.size() ? steps[step].actual.toStdString() : std::string());
    }
    return out;
}

}  // namespace planscope::desktop
