// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/spatial_grid.h"
#include "views/graph/scene/glyph_widths.h"

namespace planscope::views::graph {

/// A snapshot with its layout and index: everything that painting and picking need, immutable.
struct PreparedGraph {
    inspect::GraphSnapshotPtr snapshot;
    NodeStyle style;
    GlyphWidths widths;
    GraphLayout layout;
    SpatialGrid grid;
    double mostTimeNs = 0;   ///< of one node; 0 if nothing was measured

    PreparedGraph(inspect::GraphSnapshotPtr source, const NodeStyle& nodeStyle, const GlyphWidths& glyphWidths)
        : snapshot(std::move(source)), style(nodeStyle), widths(glyphWidths) {}

    const inspect::GraphNode& node(int index) const { return snapshot->nodes[static_cast<std::size_t>(index)]; }
    const Rect& box(int index) const { return layout.nodes[static_cast<std::size_t>(index)].rect; }
    int nodeCount() const { return static_cast<int>(snapshot->nodes.size()); }
};

using PreparedGraphPtr = std::shared_ptr<const PreparedGraph>;

/// The text of a box, times included.
NodeText textOf(const inspect::GraphSnapshot& snapshot, int node);

/// Measures and lays out. Safe on any thread.
PreparedGraphPtr prepareGraph(const inspect::GraphSnapshotPtr& snapshot, const GlyphWidths& widths, Direction direction);

}  // namespace planscope::views::graph
