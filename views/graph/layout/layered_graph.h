// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/graph_layout.h"
#include "views/graph/layout/ranking.h"

namespace planscope::views::graph {

/// How strongly an item wants to stand straight above or below its neighbour.
enum class Weight : std::uint8_t { Lane, Branch, Critical };

/// The dummies of one value, one per rank between its producer and its last drawn consumer.
struct Trunk {
    std::int32_t value, from;
    std::int32_t firstDummy, dummyCount;   ///< the i-th dummy stands on rank[from] + 1 + i
};

/// The graph cut into ranks. Items [0, nodeCount) are the nodes, the others are dummies. Widths and gaps are measured
/// along a rank, whatever the direction on screen.
struct LayeredGraph {
    std::int32_t nodeCount = 0, rankCount = 0, componentCount = 0;
    std::vector<Edge> edges;
    std::vector<std::int32_t> trunkOf;      ///< per edge, -1 if it is a connector
    std::vector<std::int32_t> connectorOf;  ///< per edge: number from 1, -1 if it is drawn
    std::vector<Trunk> trunks;

    std::vector<std::int32_t> rank;         ///< per item
    std::vector<double> width;              ///< per item
    std::vector<Weight> weight;             ///< per item
    std::vector<std::int32_t> component;    ///< per item; components share no drawn edge
    std::vector<std::int32_t> laneBelow;    ///< per item: the next dummy of its trunk if it is a dummy, else -1
    Neighbours above, below;                ///< per item, on the ranks next to it

    std::vector<std::int32_t> layerStart;   ///< rankCount + 1 offsets into order
    std::vector<std::int32_t> order;        ///< items rank by rank, from the left
    std::vector<std::int32_t> position;     ///< per item, place within its rank

    std::int32_t itemCount() const { return static_cast<std::int32_t>(rank.size()); }
    bool isDummy(std::int32_t item) const { return item >= nodeCount; }
};

/// Ranks the nodes, cuts long edges, adds the dummies and puts the items of each rank into a first order (depth first,
/// component by component).
LayeredGraph makeLayeredGraph(const inspect::GraphSnapshot& snapshot, std::span<const double> widths,
                              const LayoutOptions& options);

}  // namespace planscope::views::graph
