// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/graph_layout.h"

#include "views/graph/layout/coordinates.h"
#include "views/graph/layout/ordering.h"
#include "views/graph/layout/routing.h"

#include <algorithm>
#include <utility>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;

constexpr double kMargin = 24;

Size oriented(Size size, Direction direction) {
    return direction == Direction::TopToBottom ? size : Size{size.height, size.width};
}

void transpose(Point& point) { std::swap(point.x, point.y); }

void transpose(Rect& rect) {
    std::swap(rect.x, rect.y);
    std::swap(rect.width, rect.height);
}

void transpose(GraphLayout& layout) {
    for (NodeBox& node : layout.nodes) transpose(node.rect);
    for (Point& point : layout.points) transpose(point);
    for (ConnectorStub& stub : layout.connectors) {
        transpose(stub.port);
        transpose(stub.label);
    }
}

/// Widens nodes in the ordering for the stubs that hang on them.
void reserveConnectors(LayeredGraph& graph, Direction direction) {
    std::vector<std::int32_t> incoming(static_cast<Index>(graph.nodeCount), 0), outgoing = incoming;
    std::int32_t lastNumber = 0;
    for (Index i = 0; i < graph.edges.size(); ++i) {
        const std::int32_t number = graph.connectorOf[i];
        if (number < 0) continue;
        ++incoming[static_cast<Index>(graph.edges[i].to)];
        if (number > lastNumber) ++outgoing[static_cast<Index>(graph.edges[i].from)];
        lastNumber = number;
    }
    for (Index node = 0; node < incoming.size(); ++node)
        graph.width[node] = widthWithConnectors(graph.width[node], incoming[node], outgoing[node], direction);
}

void placeBoxes(const LayeredGraph& graph, std::span<const Size> sizes, std::span<const double> centres,
                std::span<const RankBand> bands, GraphLayout& layout) {
    layout.nodes.resize(sizes.size());
    for (Index node = 0; node < sizes.size(); ++node) {
        const RankBand& band = bands[static_cast<Index>(graph.rank[node])];
        const double y = (band.begin + band.end - sizes[node].height) / 2;
        layout.nodes[node] = {.rect = {centres[node] - sizes[node].width / 2, y, sizes[node].width, sizes[node].height},
                              .rank = graph.rank[node],
                              .order = graph.position[node]};
    }
}

class BoundsBuilder {
public:
    void add(const Rect& rect) {
        add(Point{rect.x, rect.y});
        add(Point{rect.right(), rect.bottom()});
    }

    void add(Point point) {
        if (m_isEmpty) m_low = m_high = point;
        m_isEmpty = false;
        m_low = {std::min(m_low.x, point.x), std::min(m_low.y, point.y)};
        m_high = {std::max(m_high.x, point.x), std::max(m_high.y, point.y)};
    }

    Rect withMargin() const {
        if (m_isEmpty) return {};
        return {m_low.x - kMargin, m_low.y - kMargin, m_high.x - m_low.x + 2 * kMargin, m_high.y - m_low.y + 2 * kMargin};
    }

private:
    Point m_low, m_high;
    bool m_isEmpty = true;
};

Rect boundsOf(const GraphLayout& layout) {
    BoundsBuilder bounds;
    for (const NodeBox& node : layout.nodes) bounds.add(node.rect);
    for (const Point& point : layout.points) bounds.add(point);
    for (const ConnectorStub& stub : layout.connectors) bounds.add(stub.label);
    return bounds.withMargin();
}

}  // namespace

GraphLayout layoutGraph(const inspect::GraphSnapshot& snapshot, std::span<const Size> sizes,
                        const LayoutOptions& options) {
    GraphLayout layout;
    layout.direction = options.direction;
    if (snapshot.nodes.empty()) return layout;

    std::vector<Size> upright(snapshot.nodes.size());
    std::vector<double> widths(snapshot.nodes.size(), 0);
    for (Index node = 0; node < upright.size() && node < sizes.size(); ++node) {
        upright[node] = oriented(sizes[node], options.direction);
        widths[node] = upright[node].width;
    }
    LayeredGraph graph = makeLayeredGraph(snapshot, widths, options);
    reserveConnectors(graph, options.direction);
    reduceCrossings(graph, options.sweeps);
    const std::vector<double> centres = assignCoordinates(graph, options);
    const std::vector<RankBand> bands = placeRanks(graph, upright, centres, options);
    layout.rankCount = graph.rankCount;
    placeBoxes(graph, upright, centres, bands, layout);
    routeEdges(graph, centres, bands, options.direction, layout);
    if (options.direction == Direction::LeftToRight) transpose(layout);
    layout.bounds = boundsOf(layout);
    return layout;
}

}  // namespace planscope::views::graph
