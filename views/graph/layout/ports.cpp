// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/ports.h"

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;

constexpr double kCornerMargin = 12;   // ports keep clear of rounded corners
constexpr double kPortPitch = 12;
constexpr double kSideShare = 0.6;     // how far off centre an edge to a place beside the box may start

struct Side {
    double low = 0, high = 0;
    double centre() const { return (low + high) / 2; }
    bool contains(double x) const { return x >= low && x <= high; }
};

struct Port {
    double wanted;      // place on the side
    double towards;     // where the edge goes to or comes from; orders the ports
    std::int32_t owner; // trunk or edge
};

/// Ports that would overlap, moved apart around their common middle.
struct PortGroup {
    double weightedSum = 0, weight = 0;
    Index count = 0;
    double first() const { return weightedSum / weight; }   // place of the first port of the group
};

constexpr double kStraightWeight = 20;   // edges that run straight push the others aside

/// Moves ports, ordered by where they lead, apart as little as possible (isotonic regression by pooling) without leaving
/// the side if they fit.
void spread(std::vector<Port>& ports, Side side) {
    if (ports.size() < 2) return;
    std::ranges::stable_sort(ports, [](const Port& a, const Port& b) { return a.towards < b.towards; });
    const double pitch = std::min(kPortPitch, (side.high - side.low) / static_cast<double>(ports.size() - 1));
    std::vector<PortGroup> groups;
    for (Index i = 0; i < ports.size(); ++i) {
        const double weight = ports[i].wanted == ports[i].towards ? kStraightWeight : 1;
        PortGroup group{weight * (ports[i].wanted - pitch * static_cast<double>(i)), weight, 1};
        while (!groups.empty() && groups.back().first() >= group.first()) {
            group = {group.weightedSum + groups.back().weightedSum, group.weight + groups.back().weight,
                     group.count + groups.back().count};
            groups.pop_back();
        }
        groups.push_back(group);
    }
    Index next = 0;
    for (const PortGroup& group : groups)
        for (Index i = 0; i < group.count; ++i, ++next) {
            const double before = pitch * static_cast<double>(next);
            const double after = pitch * static_cast<double>(ports.size() - 1 - next);
            ports[next].wanted = std::max(side.low + before, std::min(group.first() + before, side.high - after));
        }
}

double towardsSide(Side side, double x) {
    if (side.contains(x)) return x;
    const double reach = (side.high - side.low) / 2 * kSideShare;
    return side.centre() + std::clamp(x - side.centre(), -reach, reach);
}

Side freeSide(const Rect& box, double taken, ConnectorEnd end) {
    const double room = std::max(0.0, box.width - 2 * kCornerMargin);
    const double left = box.x + std::min(kCornerMargin, box.width / 2);
    if (taken >= room) return {left, left + room};
    return end == ConnectorEnd::Source ? Side{left, left + room - taken} : Side{left + taken, left + room};
}

/// Edges and trunks of every node, and the stubs' room on its two sides.
struct NodeEdges {
    Neighbours trunks, incoming;
    std::vector<std::int32_t> outStubs, inStubs;
};

NodeEdges collect(const LayeredGraph& graph) {
    NodeEdges found;
    found.outStubs.assign(static_cast<Index>(graph.nodeCount), 0);
    found.inStubs = found.outStubs;
    std::vector<std::pair<std::int32_t, std::int32_t>> trunks, incoming;
    for (Index trunk = 0; trunk < graph.trunks.size(); ++trunk)
        trunks.emplace_back(graph.trunks[trunk].from, static_cast<std::int32_t>(trunk));
    std::int32_t lastNumber = 0;
    for (Index i = 0; i < graph.edges.size(); ++i) {
        const Edge& edge = graph.edges[i];
        if (graph.connectorOf[i] < 0) {
            incoming.emplace_back(edge.to, static_cast<std::int32_t>(i));
            continue;
        }
        ++found.inStubs[static_cast<Index>(edge.to)];
        if (graph.connectorOf[i] > lastNumber) ++found.outStubs[static_cast<Index>(edge.from)];
        lastNumber = graph.connectorOf[i];
    }
    found.trunks = groupByOwner(trunks, graph.nodeCount);
    found.incoming = groupByOwner(incoming, graph.nodeCount);
    return found;
}

/// The neighbour below that a trunk should leave towards: the heaviest within the side, then the nearest to its centre.
std::vector<Port> wantedOutPorts(const LayeredGraph& graph, std::span<const double> centres, const NodeEdges& found,
                                 std::int32_t node, Side side, const Neighbours& trunkTargets) {
    std::vector<Port> ports;
    for (const auto* trunk = found.trunks.begin(node); trunk != found.trunks.end(node); ++trunk) {
        std::int32_t best = -1;
        const auto rankOf = [&](std::int32_t item) {
            const double x = centres[static_cast<Index>(item)];
            return std::tuple(!side.contains(x), -static_cast<int>(graph.weight[static_cast<Index>(item)]),
                              std::abs(x - side.centre()));
        };
        double sum = 0;
        for (const auto* item = trunkTargets.begin(*trunk); item != trunkTargets.end(*trunk); ++item) {
            sum += centres[static_cast<Index>(*item)];
            if (best < 0 || rankOf(*item) < rankOf(best)) best = *item;
        }
        const double x = centres[static_cast<Index>(best)];
        const std::int32_t count = trunkTargets.count(*trunk);
        const bool fansOut = count > 1 && !side.contains(x);
        ports.push_back({fansOut ? side.centre() : towardsSide(side, x), sum / count, *trunk});
    }
    return ports;
}

/// Per trunk, the items that it reaches on the rank below its producer.
Neighbours collectTrunkTargets(const LayeredGraph& graph) {
    std::vector<std::pair<std::int32_t, std::int32_t>> targets;
    for (Index i = 0; i < graph.trunks.size(); ++i)
        if (graph.trunks[i].dummyCount > 0)
            targets.emplace_back(static_cast<std::int32_t>(i), graph.trunks[i].firstDummy);
    for (Index i = 0; i < graph.edges.size(); ++i) {
        const Edge& edge = graph.edges[i];
        const bool isShort =
            graph.rank[static_cast<Index>(edge.to)] == graph.rank[static_cast<Index>(edge.from)] + 1;
        if (graph.trunkOf[i] >= 0 && isShort) targets.emplace_back(graph.trunkOf[i], edge.to);
    }
    return groupByOwner(targets, static_cast<std::int32_t>(graph.trunks.size()));
}

void placeStubs(const LayeredGraph& graph, std::span<const NodeBox> boxes, double pitch, Ports& ports) {
    std::vector<std::int32_t> outUsed(static_cast<Index>(graph.nodeCount), 0), inUsed = outUsed;
    std::int32_t lastNumber = 0;
    for (Index i = 0; i < graph.edges.size(); ++i) {
        const std::int32_t number = graph.connectorOf[i];
        if (number < 0) continue;
        const Edge& edge = graph.edges[i];
        if (number > lastNumber) {
            const Rect& box = boxes[static_cast<Index>(edge.from)].rect;
            const double x = box.right() - kCornerMargin / 2 - pitch * (outUsed[static_cast<Index>(edge.from)]++ + 0.5);
            ports.stubs.push_back({number, edge.value, edge.from, ConnectorEnd::Source, {x, 0}, {}});
        }
        lastNumber = number;
        const Rect& box = boxes[static_cast<Index>(edge.to)].rect;
        const double x = box.x + kCornerMargin / 2 + pitch * (inUsed[static_cast<Index>(edge.to)]++ + 0.5);
        ports.stubs.push_back({number, edge.value, edge.to, ConnectorEnd::Target, {x, 0}, {}});
    }
}

}  // namespace

Ports placePorts(const LayeredGraph& graph, std::span<const double> centres, std::span<const NodeBox> boxes,
                 double stubPitch) {
    Ports ports;
    ports.out.assign(graph.trunks.size(), 0);
    ports.in.assign(graph.edges.size(), 0);
    const NodeEdges found = collect(graph);
    const Neighbours trunkTargets = collectTrunkTargets(graph);
    for (std::int32_t node = 0; node < graph.nodeCount; ++node) {
        const auto i = static_cast<Index>(node);
        const Side side = freeSide(boxes[i].rect, found.outStubs[i] * stubPitch, ConnectorEnd::Source);
        std::vector<Port> wanted = wantedOutPorts(graph, centres, found, node, side, trunkTargets);
        spread(wanted, side);
        for (const Port& port : wanted) ports.out[static_cast<Index>(port.owner)] = port.wanted;
    }
    for (std::int32_t node = 0; node < graph.nodeCount; ++node) {
        const auto i = static_cast<Index>(node);
        const Side side = freeSide(boxes[i].rect, found.inStubs[i] * stubPitch, ConnectorEnd::Target);
        std::vector<Port> wanted;
        for (const auto* edge = found.incoming.begin(node); edge != found.incoming.end(node); ++edge) {
            const auto trunk = static_cast<Index>(graph.trunkOf[static_cast<Index>(*edge)]);
            const Edge& row = graph.edges[static_cast<Index>(*edge)];
            const std::int32_t passed = graph.rank[i] - graph.rank[static_cast<Index>(row.from)] - 1;
            const double x = passed == 0
                                 ? ports.out[trunk]
                                 : centres[static_cast<Index>(graph.trunks[trunk].firstDummy + passed - 1)];
            wanted.push_back({towardsSide(side, x), x, *edge});
        }
        spread(wanted, side);
        for (const Port& port : wanted) ports.in[static_cast<Index>(port.owner)] = port.wanted;
    }
    placeStubs(graph, boxes, stubPitch, ports);
    return ports;
}

}  // namespace planscope::views::graph
