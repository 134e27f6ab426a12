// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/prepared_graph.h"

#include "engine/inspect/format.h"

#include <algorithm>

namespace planscope::views::graph {

NodeText textOf(const inspect::GraphSnapshot& snapshot, int node) {
    const auto index = static_cast<std::size_t>(node);
    const double timeNs = snapshot.nodes[index].timeNs;
    return makeNodeText(snapshot, index, timeNs < 0 ? std::string() : inspect::formatDuration(timeNs));
}

PreparedGraphPtr prepareGraph(const inspect::GraphSnapshotPtr& snapshot, const GlyphWidths& widths,
                              Direction direction) {
    auto prepared = std::make_shared<PreparedGraph>(snapshot, NodeStyle{}, widths);
    const TextWidth widthOf = [&widths](std::string_view text, TextRole role) { return widths.widthOf(text, role); };
    std::vector<Size> sizes;
    sizes.reserve(snapshot->nodes.size());
    for (int node = 0; node < prepared->nodeCount(); ++node) {
        sizes.push_back(measureNode(textOf(*snapshot, node), prepared->style, widthOf));
        prepared->mostTimeNs = std::max(prepared->mostTimeNs, prepared->node(node).timeNs);
    }
    prepared->layout = layoutGraph(*snapshot, sizes, {.direction = direction});
    prepared->grid = SpatialGrid(prepared->layout);
    return prepared;
}

}  // namespace planscope::views::graph
