// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/edge_list.h"

#include <numeric>

namespace planscope::views::graph {

std::vector<Edge> collectEdges(const inspect::GraphSnapshot& snapshot) {
    const auto nodeCount = static_cast<std::int32_t>(snapshot.nodes.size());
    const auto exists = [nodeCount](std::int32_t node) { return node >= 0 && node < nodeCount; };
    std::vector<Edge> edges;
    std::vector<std::int32_t> lastValueTo(snapshot.nodes.size(), -1);
    for (std::size_t value = 0; value < snapshot.values.size(); ++value) {
        const inspect::GraphValue& row = snapshot.values[value];
        if (!exists(row.producer)) continue;
        for (const std::int32_t consumer : row.consumers) {
            if (!exists(consumer)) continue;
            std::int32_t& last = lastValueTo[static_cast<std::size_t>(consumer)];
            if (last == static_cast<std::int32_t>(value)) continue;
            last = static_cast<std::int32_t>(value);
            edges.push_back({.value = last, .from = row.producer, .to = consumer, .isBackward = false});
        }
    }
    return edges;
}

Neighbours groupByOwner(const std::vector<std::pair<std::int32_t, std::int32_t>>& pairs, std::int32_t ownerCount) {
    Neighbours grouped;
    grouped.start.assign(static_cast<std::size_t>(ownerCount) + 1, 0);
    grouped.items.resize(pairs.size());
    for (const auto& [owner, item] : pairs) ++grouped.start[static_cast<std::size_t>(owner) + 1];
    std::partial_sum(grouped.start.begin(), grouped.start.end(), grouped.start.begin());
    std::vector<std::int32_t> next(grouped.start.begin(), grouped.start.end() - 1);
    for (const auto& [owner, item] : pairs)
        grouped.items[static_cast<std::size_t>(next[static_cast<std::size_t>(owner)]++)] = item;
    return grouped;
}

namespace {

Neighbours groupEdges(const std::vector<Edge>& edges, std::int32_t nodeCount, std::int32_t Edge::*end) {
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
    pairs.reserve(edges.size());
    for (std::size_t i = 0; i < edges.size(); ++i) pairs.emplace_back(edges[i].*end, static_cast<std::int32_t>(i));
    return groupByOwner(pairs, nodeCount);
}

}  // namespace

Neighbours edgesByProducer(const std::vector<Edge>& edges, std::int32_t nodeCount) {
    return groupEdges(edges, nodeCount, &Edge::from);
}

Neighbours edgesByConsumer(const std::vector<Edge>& edges, std::int32_t nodeCount) {
    return groupEdges(edges, nodeCount, &Edge::to);
}

}  // namespace planscope::views::graph
