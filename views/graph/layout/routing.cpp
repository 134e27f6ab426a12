// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/routing.h"

#include "views/graph/layout/ports.h"

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;

constexpr double kSlopeShare = 0.06;   // extra room between ranks per unit that an edge runs sideways
constexpr double kSlopeLimit = 90;
constexpr double kStubLength = 7;
constexpr double kLabelGap = 4;
constexpr double kStraight = 0.5;      // sideways steps below this are not worth a bend

/// Builds a chain of cubic curves that runs downward through straight lanes and bends between ranks.
class PathBuilder {
public:
    PathBuilder(std::vector<Point>& points, Point start) : m_points(points), m_first(points.size()), m_at(start) {
        m_points.push_back(start);
    }

    void goDown(double y) { m_at.y = std::max(m_at.y, y); }

    void bendTo(Point end) {
        if (std::abs(end.x - m_at.x) < kStraight) return goDown(end.y);
        finishLine();
        const double middle = (m_at.y + end.y) / 2;
        m_points.insert(m_points.end(), {Point{m_at.x, middle}, Point{end.x, middle}, end});
        m_at = end;
    }

    /// Ends the straight piece that is under way, if any.
    void finishLine() {
        const Point last = m_points.back();
        const double step = (m_at.y - last.y) / 3;
        if (step <= 0) return;
        m_points.insert(m_points.end(), {Point{last.x, last.y + step}, Point{last.x, last.y + 2 * step}, m_at});
    }

    std::uint32_t count() const { return static_cast<std::uint32_t>(m_points.size() - m_first); }

private:
    std::vector<Point>& m_points;
    std::size_t m_first;
    Point m_at;
};

std::int32_t lanesPassed(const LayeredGraph& graph, const Edge& edge) {
    return graph.rank[static_cast<Index>(edge.to)] - graph.rank[static_cast<Index>(edge.from)] - 1;
}

double reachOfRank(const LayeredGraph& graph, std::span<const double> centres, std::int32_t rank) {
    double reach = 0;
    for (std::int32_t i = graph.layerStart[static_cast<Index>(rank)]; i < graph.layerStart[static_cast<Index>(rank) + 1];
         ++i) {
        const std::int32_t item = graph.order[static_cast<Index>(i)];
        for (const auto* lower = graph.below.begin(item); lower != graph.below.end(item); ++lower)
            reach = std::max(reach, std::abs(centres[static_cast<Index>(item)] - centres[static_cast<Index>(*lower)]));
    }
    return reach;
}

/// Ranks whose lower (index rank) or upper (index rank) side carries a stub.
struct StubRanks {
    std::vector<char> below, above;
};

StubRanks findStubRanks(const LayeredGraph& graph) {
    StubRanks found;
    found.below.assign(static_cast<Index>(graph.rankCount) + 1, 0);
    found.above = found.below;
    for (Index i = 0; i < graph.edges.size(); ++i) {
        if (graph.connectorOf[i] < 0) continue;
        found.below[static_cast<Index>(graph.rank[static_cast<Index>(graph.edges[i].from)])] = 1;
        found.above[static_cast<Index>(graph.rank[static_cast<Index>(graph.edges[i].to)])] = 1;
    }
    return found;
}

void finishStubs(std::vector<ConnectorStub>& stubs, std::span<const NodeBox> boxes, Direction direction) {
    const Size label = connectorLabelSize(direction);
    for (ConnectorStub& stub : stubs) {
        const Rect& box = boxes[static_cast<Index>(stub.node)].rect;
        const bool isSource = stub.end == ConnectorEnd::Source;
        stub.port.y = isSource ? box.bottom() : box.y;
        const double top = isSource ? stub.port.y + kStubLength : stub.port.y - kStubLength - label.height;
        stub.label = {stub.port.x - label.width / 2, top, label.width, label.height};
    }
}

}  // namespace

Size connectorLabelSize(Direction direction) {
    return direction == Direction::TopToBottom ? Size{28, 15} : Size{15, 28};
}

double widthWithConnectors(double width, std::int32_t incoming, std::int32_t outgoing, Direction direction) {
    const double pitch = connectorLabelSize(direction).width + kLabelGap;
    const std::int32_t most = std::max(incoming, outgoing);
    return most == 0 ? width : std::max(width, 2 * (most * pitch + 12) - width);
}

std::vector<RankBand> placeRanks(const LayeredGraph& graph, std::span<const Size> sizes, std::span<const double> centres,
                                 const LayoutOptions& options) {
    std::vector<RankBand> bands(static_cast<Index>(graph.rankCount));
    std::vector<double> heights(bands.size(), 0);
    for (Index node = 0; node < sizes.size(); ++node) {
        double& height = heights[static_cast<Index>(graph.rank[node])];
        height = std::max(height, sizes[node].height);
    }
    const StubRanks stubs = findStubRanks(graph);
    const double stubRoom = kStubLength + connectorLabelSize(options.direction).height;
    double y = stubs.above[0] ? stubRoom : 0;
    for (Index rank = 0; rank < bands.size(); ++rank) {
        bands[rank] = {y, y + heights[rank]};
        const double slope = std::min(kSlopeLimit, kSlopeShare * reachOfRank(graph, centres, static_cast<int>(rank)));
        const double room = stubRoom * (stubs.below[rank] + stubs.above[rank + 1]);
        y = bands[rank].end + std::max(options.rankGap + slope, room + kLabelGap);
    }
    return bands;
}

void routeEdges(const LayeredGraph& graph, std::span<const double> centres, std::span<const RankBand> bands,
                Direction direction, GraphLayout& layout) {
    const double pitch = connectorLabelSize(direction).width + kLabelGap;
    Ports ports = placePorts(graph, centres, layout.nodes, pitch);
    layout.connectors = std::move(ports.stubs);
    finishStubs(layout.connectors, layout.nodes, direction);

    std::vector<char> isDrawn(graph.trunks.size(), 0);
    layout.edges.reserve(graph.edges.size());
    for (Index i = 0; i < graph.edges.size(); ++i) {
        const Edge& edge = graph.edges[i];
        EdgeRoute route{.value = edge.value, .from = edge.from, .to = edge.to, .connector = graph.connectorOf[i]};
        route.firstPoint = static_cast<std::uint32_t>(layout.points.size());
        if (graph.trunkOf[i] < 0) {
            layout.edges.push_back(route);
            continue;
        }
        const auto trunkIndex = static_cast<Index>(graph.trunkOf[i]);
        const Trunk& trunk = graph.trunks[trunkIndex];
        const auto fromRank = static_cast<Index>(graph.rank[static_cast<Index>(edge.from)]);
        const Rect& source = layout.nodes[static_cast<Index>(edge.from)].rect;
        const Rect& target = layout.nodes[static_cast<Index>(edge.to)].rect;
        const std::int32_t passed = lanesPassed(graph, edge);
        const bool drawsTrunk = passed == trunk.dummyCount && !isDrawn[trunkIndex];
        if (drawsTrunk) isDrawn[trunkIndex] = 1;

        PathBuilder path(layout.points, {ports.out[trunkIndex], source.bottom()});
        path.goDown(bands[fromRank].end);
        for (std::int32_t lane = 0; lane < passed; ++lane) {
            const RankBand& band = bands[fromRank + 1 + static_cast<Index>(lane)];
            path.bendTo({centres[static_cast<Index>(trunk.firstDummy + lane)], band.begin});
            path.goDown(band.end);
        }
        if (passed > 0 && !drawsTrunk) {
            path.finishLine();
            route.ownPoint = path.count() - 1;
        }
        path.bendTo({ports.in[i], bands[static_cast<Index>(graph.rank[static_cast<Index>(edge.to)])].begin});
        path.goDown(target.y);
        path.finishLine();
        route.pointCount = path.count();
        layout.edges.push_back(route);
    }
}

}  // namespace planscope::views::graph
