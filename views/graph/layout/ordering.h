// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/layered_graph.h"

namespace planscope::views::graph {

/// Edge crossings of the present order.
std::int64_t countCrossings(const LayeredGraph& graph);

/// Reorders the items within each rank to reduce crossings: barycentre sweeps down and up in turn, each followed by swaps
/// of neighbours that pay. Keeps the best order seen; items of one component stay together.
void reduceCrossings(LayeredGraph& graph, int sweeps);

}  // namespace planscope::views::graph
