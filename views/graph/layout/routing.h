// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/layered_graph.h"

namespace planscope::views::graph {

/// Extents of one rank across the direction: boxes stand between begin and end, edges bend between end and the next
/// rank's begin.
struct RankBand {
    double begin = 0, end = 0;
};

/// Places ranks one after the other; ranks whose edges run far sideways stand further apart.
std::vector<RankBand> placeRanks(const LayeredGraph& graph, std::span<const Size> sizes, std::span<const double> centres,
                                 const LayoutOptions& options);

/// Room that the label of one connector takes along a rank and across it.
Size connectorLabelSize(Direction direction);

/// Width that a node needs along its rank for its box and its connector stubs.
double widthWithConnectors(double width, std::int32_t incoming, std::int32_t outgoing, Direction direction);

/// Fills edges, points and connectors of `layout` whose boxes are placed, top to bottom.
void routeEdges(const LayeredGraph& graph, std::span<const double> centres, std::span<const RankBand> bands,
                Direction direction, GraphLayout& layout);

}  // namespace planscope::views::graph
