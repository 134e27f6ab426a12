// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/layered_graph.h"

namespace planscope::views::graph {

/// Centres of all items along their ranks, from 0. Keeps the order of each rank and the gaps of `options`; long lanes run
/// straight, critical paths prefer to. Components are packed side by side where their ranks overlap.
/// Source: Brandes and Köpf 2001, compaction on the graph of blocks (longest path, then pulled together).
std::vector<double> assignCoordinates(const LayeredGraph& graph, const LayoutOptions& options);

}  // namespace planscope::views::graph
