// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"

#include <cstdint>
#include <vector>

namespace planscope::views::graph {

/// Neighbours of every item in one array: those of item i are items[start[i] .. start[i + 1]).
struct Neighbours {
    std::vector<std::int32_t> start;
    std::vector<std::int32_t> items;

    const std::int32_t* begin(std::int32_t item) const { return items.data() + start[static_cast<std::size_t>(item)]; }
    const std::int32_t* end(std::int32_t item) const { return items.data() + start[static_cast<std::size_t>(item) + 1]; }
    std::int32_t count(std::int32_t item) const { return static_cast<std::int32_t>(end(item) - begin(item)); }
};

struct Edge {
    std::int32_t value, from, to;
    bool isBackward = false;   ///< closes a cycle, so it has no part in ranking
};

/// The edges of a snapshot, by value and consumer, without links to nodes that do not exist and without repetition.
std::vector<Edge> collectEdges(const inspect::GraphSnapshot& snapshot);

/// Indices of edges grouped by their `from` (or `to`), in ascending order.
Neighbours edgesByProducer(const std::vector<Edge>& edges, std::int32_t nodeCount);
Neighbours edgesByConsumer(const std::vector<Edge>& edges, std::int32_t nodeCount);

/// Groups pairs (owner, item) by owner, keeping their order.
Neighbours groupByOwner(const std::vector<std::pair<std::int32_t, std::int32_t>>& pairs, std::int32_t ownerCount);

}  // namespace planscope::views::graph
