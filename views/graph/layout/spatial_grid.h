// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/graph_layout.h"

namespace planscope::views::graph {

/// Finds the boxes and edges of a layout that may touch a rectangle or a point, by a grid of square cells.
class SpatialGrid {
public:
    SpatialGrid() = default;
    explicit SpatialGrid(const GraphLayout& layout);

    /// Indices of nodes whose box touches `area`, ascending.
    std::vector<std::int32_t> nodesIn(const GraphLayout& layout, const Rect& area) const;
    /// Indices of drawn edges of which a curve may touch `area`, ascending.
    std::vector<std::int32_t> edgesIn(const GraphLayout& layout, const Rect& area) const;
    /// The node under a point, -1: none.
    std::int32_t nodeAt(const GraphLayout& layout, Point point) const;
    /// The edge nearest to a point and no further than `tolerance`, -1: none.
    std::int32_t edgeAt(const GraphLayout& layout, Point point, double tolerance) const;
    /// Index of the connector stub whose label is under a point, -1: none.
    std::int32_t stubAt(const GraphLayout& layout, Point point) const;

private:
    /// Entries of cell c are items[start[c] .. start[c + 1]).
    struct Cells {
        std::vector<std::uint32_t> start;
        std::vector<std::int32_t> items;
    };
    struct CellRange {
        std::int32_t left, top, right, bottom;   // inclusive
    };

    template <typename ForEach>
    Cells fill(ForEach forEachRect) const;
    CellRange cellsOf(const Rect& area) const;
    std::vector<std::int32_t> collect(const Cells& cells, const Rect& area) const;

    Rect m_bounds;
    double m_cellSize = 512;
    std::int32_t m_columns = 0, m_rows = 0;
    Cells m_nodes, m_edges, m_stubs;
};

/// Distance of a point to a cubic Bézier chain (see EdgeRoute).
double distanceToPath(std::span<const Point> path, Point point);

}  // namespace planscope::views::graph
