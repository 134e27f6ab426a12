// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "views/graph/layout/geometry.h"

#include <cstdint>
#include <span>
#include <vector>

namespace planscope::views::graph {

enum class Direction : std::uint8_t { TopToBottom, LeftToRight };

struct LayoutOptions {
    Direction direction = Direction::TopToBottom;
    double nodeGap = 28;          ///< between boxes of one rank
    double laneGap = 16;          ///< between a passing edge and its neighbour in a rank
    double rankGap = 30;          ///< between ranks, at least
    int longEdgeRanks = 30;       ///< edges over more ranks become connectors
    int farRanks = 4;             ///< a consumer further down than this is far
    int farConsumerLimit = 16;    ///< sources with more far consumers reach them by connectors
    int sweeps = 8;               ///< barycentre sweeps at most
};

struct NodeBox {
    Rect rect;
    std::int32_t rank = 0;
    std::int32_t order = 0;       ///< place within the rank, from the left (from the top when left to right)
};

/// One tensor from its producer to one consumer. The path is a cubic Bézier chain: points[firstPoint] is the start, then
/// each three points are two controls and an end. All consumers of a value share the start of their paths; `ownPoint` is
/// where this edge leaves what a longer edge of the same value draws already. A connector edge has no points.
struct EdgeRoute {
    std::int32_t value = -1;      ///< index into GraphSnapshot::values
    std::int32_t from = -1, to = -1;
    std::uint32_t firstPoint = 0, pointCount = 0;
    std::uint32_t ownPoint = 0;   ///< relative to firstPoint, a multiple of 3
    std::int32_t connector = -1;  ///< number of the connector, -1: drawn in full
};

enum class ConnectorEnd : std::uint8_t { Source, Target };

/// A numbered stub at one end of an edge that is not drawn. Stubs with the same number belong together.
struct ConnectorStub {
    std::int32_t number = 0;      ///< from 1
    std::int32_t value = -1;
    std::int32_t node = -1;
    ConnectorEnd end = ConnectorEnd::Source;
    Point port;                   ///< on the rim of the box
    Rect label;                   ///< where the number stands
};

struct GraphLayout {
    std::vector<NodeBox> nodes;   ///< same indices as GraphSnapshot::nodes
    std::vector<EdgeRoute> edges; ///< ordered by value, then by place among its consumers
    std::vector<Point> points;
    std::vector<ConnectorStub> connectors;
    Rect bounds;
    std::int32_t rankCount = 0;
    Direction direction = Direction::TopToBottom;

    std::span<const Point> path(const EdgeRoute& edge) const {
        return std::span(points).subspan(edge.firstPoint, edge.pointCount);
    }
};

/// Places every node in layers so that edges run with the direction.
///
/// @param sizes  one per node of the snapshot
/// Steps: longest-path ranks, cheap producers pulled down to their first consumer, one trunk of dummies per value,
/// connectors for long edges, barycentre sweeps with transposes, Brandes-Köpf coordinates, routing. Cycles and links to
/// nodes that do not exist are tolerated: the first become connectors, the second are ignored.
/// Boxes never overlap. Deterministic: ties by node index. About O((n + dummies) log n) per sweep. Thread-safe (pure).
/// Source: Sugiyama, Tagawa, Toda 1981; Brandes and Köpf, "Fast and simple horizontal coordinate assignment", 2001.
GraphLayout layoutGraph(const inspect::GraphSnapshot& snapshot, std::span<const Size> sizes, const LayoutOptions& options);

}  // namespace planscope::views::graph
