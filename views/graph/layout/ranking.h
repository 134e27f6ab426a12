// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/edge_list.h"

namespace planscope::views::graph {

struct Ranking {
    std::vector<std::int32_t> rank;       ///< per node, from 0
    std::vector<std::int32_t> earliest;   ///< longest path from a source; equal to rank on critical paths
    std::int32_t rankCount = 0;
};

/// Longest-path ranks, then every node with no more inputs than outputs is moved down to just above its first consumer.
/// Marks the edges that close a cycle as backward. Afterwards rank[from] < rank[to] holds for all other edges.
/// Nodes without any edge are spread over about as many ranks as columns.
Ranking assignRanks(std::vector<Edge>& edges, std::int32_t nodeCount);

}  // namespace planscope::views::graph
