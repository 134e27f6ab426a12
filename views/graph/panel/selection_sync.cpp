// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/panel/selection_sync.h"

#include <algorithm>

namespace planscope::views::graph {

std::vector<std::uint32_t> originsOf(const inspect::GraphSnapshot& snapshot, const QList<int>& nodes) {
    std::vector<std::uint32_t> origins;
    for (const int node : nodes) {
        const std::vector<std::uint32_t>& own = snapshot.nodes[static_cast<std::size_t>(node)].origins;
        origins.insert(origins.end(), own.begin(), own.end());
    }
    std::ranges::sort(origins);
    const auto repeated = std::ranges::unique(origins);
    origins.erase(repeated.begin(), repeated.end());
    return origins;
}

QList<int> nodesOfOrigins(const inspect::GraphSnapshot& snapshot, std::vector<std::uint32_t> origins) {
    std::ranges::sort(origins);
    QList<int> nodes;
    for (std::size_t node = 0; node < snapshot.nodes.size(); ++node)
        if (std::ranges::any_of(snapshot.nodes[node].origins,
                                [&](std::uint32_t id) { return std::ranges::binary_search(origins, id); }))
            nodes.append(static_cast<int>(node));
    const auto isReformat = [&](int node) {
        return snapshot.nodes[static_cast<std::size_t>(node)].category == inspect::Category::Reformat;
    };
    if (!std::ranges::all_of(nodes, isReformat)) nodes.removeIf(isReformat);
    return nodes;
}

}  // namespace planscope::views::graph
