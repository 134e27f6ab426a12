// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/layered_graph.h"

#include <algorithm>
#include <numeric>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;

constexpr double kLaneWidth = 2;

std::int32_t span(const LayeredGraph& graph, const Edge& edge) {
    return graph.rank[static_cast<Index>(edge.to)] - graph.rank[static_cast<Index>(edge.from)];
}

/// Numbers the values that have edges that will not be drawn. Edges of one value stand together.
void chooseConnectors(LayeredGraph& graph, const LayoutOptions& options) {
    graph.connectorOf.assign(graph.edges.size(), -1);
    std::int32_t lastNumber = 0;
    for (Index first = 0, last = 0; first < graph.edges.size(); first = last) {
        const std::int32_t value = graph.edges[first].value;
        std::int32_t farCount = 0;
        for (; last < graph.edges.size() && graph.edges[last].value == value; ++last)
            if (span(graph, graph.edges[last]) > options.farRanks) ++farCount;
        const std::int32_t limit =
            farCount > options.farConsumerLimit ? options.farRanks : options.longEdgeRanks;
        bool isUsed = false;
        for (Index i = first; i < last; ++i) {
            if (!graph.edges[i].isBackward && span(graph, graph.edges[i]) <= limit) continue;
            graph.connectorOf[i] = lastNumber + 1;
            isUsed = true;
        }
        lastNumber += isUsed ? 1 : 0;
    }
}

std::int32_t addDummy(LayeredGraph& graph, std::int32_t rank, std::int32_t from) {
    graph.rank.push_back(rank);
    graph.width.push_back(kLaneWidth);
    graph.weight.push_back(Weight::Lane);
    graph.component.push_back(graph.component[static_cast<Index>(from)]);
    graph.laneBelow.push_back(-1);
    return graph.itemCount() - 1;
}

/// Adds one chain of dummies per value and links items on neighbouring ranks.
void growTrunks(LayeredGraph& graph) {
    std::vector<std::pair<std::int32_t, std::int32_t>> links;
    graph.trunkOf.assign(graph.edges.size(), -1);
    for (Index first = 0, last = 0; first < graph.edges.size(); first = last) {
        const auto [value, from, to, isBackward] = graph.edges[first];
        std::int32_t longest = 0;
        for (; last < graph.edges.size() && graph.edges[last].value == value; ++last)
            if (graph.connectorOf[last] < 0) longest = std::max(longest, span(graph, graph.edges[last]));
        if (longest == 0) continue;
        const Trunk trunk{.value = value, .from = from, .firstDummy = graph.itemCount(), .dummyCount = longest - 1};
        for (std::int32_t i = 0; i < trunk.dummyCount; ++i) {
            const std::int32_t dummy = addDummy(graph, graph.rank[static_cast<Index>(from)] + 1 + i, from);
            links.emplace_back(i == 0 ? from : dummy - 1, dummy);
            if (i > 0) graph.laneBelow[static_cast<Index>(dummy) - 1] = dummy;
        }
        for (Index i = first; i < last; ++i) {
            if (graph.connectorOf[i] >= 0) continue;
            const std::int32_t passed = span(graph, graph.edges[i]) - 1;
            links.emplace_back(passed == 0 ? from : trunk.firstDummy + passed - 1, graph.edges[i].to);
            graph.trunkOf[i] = static_cast<std::int32_t>(graph.trunks.size());
        }
        graph.trunks.push_back(trunk);
    }
    graph.below = groupByOwner(links, graph.itemCount());
    for (auto& [upper, lower] : links) std::swap(upper, lower);
    graph.above = groupByOwner(links, graph.itemCount());
}

std::int32_t findRoot(std::vector<std::int32_t>& parent, std::int32_t node) {
    while (parent[static_cast<Index>(node)] != node) {
        std::int32_t& up = parent[static_cast<Index>(node)];
        up = parent[static_cast<Index>(up)];
        node = up;
    }
    return node;
}

/// Components by drawn edges, numbered by their smallest node.
void numberComponents(LayeredGraph& graph) {
    std::vector<std::int32_t> parent(static_cast<Index>(graph.nodeCount));
    std::iota(parent.begin(), parent.end(), 0);
    for (Index i = 0; i < graph.edges.size(); ++i) {
        if (graph.connectorOf[i] >= 0) continue;
        const std::int32_t a = findRoot(parent, graph.edges[i].from), b = findRoot(parent, graph.edges[i].to);
        parent[static_cast<Index>(std::max(a, b))] = std::min(a, b);
    }
    graph.component.assign(static_cast<Index>(graph.nodeCount), 0);
    for (std::int32_t node = 0; node < graph.nodeCount; ++node) {
        const std::int32_t root = findRoot(parent, node);
        graph.component[static_cast<Index>(node)] =
            root == node ? graph.componentCount++ : graph.component[static_cast<Index>(root)];
    }
}

/// Items of each rank in the order of a depth-first walk, so that branches start side by side.
void setFirstOrder(LayeredGraph& graph) {
    const Index itemCount = graph.rank.size();
    graph.layerStart.assign(static_cast<Index>(graph.rankCount) + 1, 0);
    for (const std::int32_t rank : graph.rank) ++graph.layerStart[static_cast<Index>(rank) + 1];
    std::partial_sum(graph.layerStart.begin(), graph.layerStart.end(), graph.layerStart.begin());

    std::vector<std::int32_t> roots(itemCount);
    std::iota(roots.begin(), roots.end(), 0);
    std::ranges::stable_sort(roots, {}, [&](std::int32_t item) {
        return std::pair(graph.component[static_cast<Index>(item)], graph.rank[static_cast<Index>(item)]);
    });
    std::vector<std::int32_t> next(graph.layerStart.begin(), graph.layerStart.end() - 1), stack;
    graph.order.assign(itemCount, -1);
    graph.position.assign(itemCount, -1);
    for (const std::int32_t root : roots) {
        stack.push_back(root);
        while (!stack.empty()) {
            const std::int32_t item = stack.back();
            stack.pop_back();
            std::int32_t& place = graph.position[static_cast<Index>(item)];
            if (place >= 0) continue;
            const auto layer = static_cast<Index>(graph.rank[static_cast<Index>(item)]);
            place = next[layer] - graph.layerStart[layer];
            graph.order[static_cast<Index>(next[layer]++)] = item;
            for (const auto* lower = graph.below.end(item); lower != graph.below.begin(item);) stack.push_back(*--lower);
        }
    }
}

}  // namespace

LayeredGraph makeLayeredGraph(const inspect::GraphSnapshot& snapshot, std::span<const double> widths,
                              const LayoutOptions& options) {
    LayeredGraph graph;
    graph.nodeCount = static_cast<std::int32_t>(snapshot.nodes.size());
    graph.edges = collectEdges(snapshot);
    Ranking ranking = assignRanks(graph.edges, graph.nodeCount);
    graph.rankCount = ranking.rankCount;
    graph.weight.reserve(snapshot.nodes.size());
    for (Index node = 0; node < snapshot.nodes.size(); ++node)
        graph.weight.push_back(ranking.rank[node] == ranking.earliest[node] ? Weight::Critical : Weight::Branch);
    graph.rank = std::move(ranking.rank);
    graph.width.assign(widths.begin(), widths.end());
    graph.laneBelow.assign(snapshot.nodes.size(), -1);
    chooseConnectors(graph, options);
    numberComponents(graph);
    growTrunks(graph);
    setFirstOrder(graph);
    return graph;
}

}  // namespace planscope::views::graph
