// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;
using SmallestFirst = std::priority_queue<std::int32_t, std::vector<std::int32_t>, std::greater<>>;

/// A topological order, smallest index first. Where only cycles are left, the smallest unplaced node goes next and the
/// edges that still point at it become backward.
std::vector<std::int32_t> sortTopologically(std::vector<Edge>& edges, const Neighbours& byProducer,
                                            const Neighbours& byConsumer, std::int32_t nodeCount) {
    std::vector<std::int32_t> waiting(static_cast<Index>(nodeCount));
    SmallestFirst ready;
    for (std::int32_t node = 0; node < nodeCount; ++node) {
        waiting[static_cast<Index>(node)] = byConsumer.count(node);
        if (byConsumer.count(node) == 0) ready.push(node);
    }
    std::vector<std::int32_t> order;
    std::vector<char> isPlaced(static_cast<Index>(nodeCount), 0);
    order.reserve(static_cast<Index>(nodeCount));
    std::int32_t firstUnplaced = 0;
    while (static_cast<std::int32_t>(order.size()) < nodeCount) {
        while (firstUnplaced < nodeCount && isPlaced[static_cast<Index>(firstUnplaced)]) ++firstUnplaced;
        const std::int32_t node = ready.empty() ? firstUnplaced : ready.top();
        if (!ready.empty()) ready.pop();
        if (isPlaced[static_cast<Index>(node)]) continue;
        isPlaced[static_cast<Index>(node)] = 1;
        order.push_back(node);
        for (const auto* edge = byConsumer.begin(node); edge != byConsumer.end(node); ++edge) {
            Edge& incoming = edges[static_cast<Index>(*edge)];
            incoming.isBackward = incoming.from == node || !isPlaced[static_cast<Index>(incoming.from)];
        }
        for (const auto* edge = byProducer.begin(node); edge != byProducer.end(node); ++edge) {
            const std::int32_t to = edges[static_cast<Index>(*edge)].to;
            if (--waiting[static_cast<Index>(to)] == 0 && !isPlaced[static_cast<Index>(to)]) ready.push(to);
        }
    }
    return order;
}

/// Counts the different values among some edges of one node.
std::int32_t countValues(const std::vector<Edge>& edges, const std::int32_t* begin, const std::int32_t* end) {
    std::int32_t count = 0, last = -1;
    for (const auto* edge = begin; edge != end; ++edge) {
        const Edge& row = edges[static_cast<Index>(*edge)];
        if (row.isBackward || row.value == last) continue;
        last = row.value;
        ++count;
    }
    return count;
}

void pullDown(Ranking& ranking, const std::vector<Edge>& edges, const std::vector<std::int32_t>& order,
              const Neighbours& byProducer, const Neighbours& byConsumer) {
    for (auto node = order.rbegin(); node != order.rend(); ++node) {
        const std::int32_t inputs = countValues(edges, byConsumer.begin(*node), byConsumer.end(*node));
        const std::int32_t outputs = countValues(edges, byProducer.begin(*node), byProducer.end(*node));
        if (inputs > outputs || outputs == 0) continue;
        std::int32_t firstConsumer = std::numeric_limits<std::int32_t>::max();
        for (const auto* edge = byProducer.begin(*node); edge != byProducer.end(*node); ++edge) {
            const Edge& outgoing = edges[static_cast<Index>(*edge)];
            if (!outgoing.isBackward)
                firstConsumer = std::min(firstConsumer, ranking.rank[static_cast<Index>(outgoing.to)]);
        }
        std::int32_t& rank = ranking.rank[static_cast<Index>(*node)];
        rank = std::max(rank, firstConsumer - 1);
    }
}

void spreadLoneNodes(Ranking& ranking, const Neighbours& byProducer, const Neighbours& byConsumer,
                     std::int32_t nodeCount) {
    std::vector<std::int32_t> lone;
    for (std::int32_t node = 0; node < nodeCount; ++node)
        if (byProducer.count(node) + byConsumer.count(node) == 0) lone.push_back(node);
    const auto columns = static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(lone.size()))));
    for (Index i = 0; i < lone.size(); ++i)
        ranking.rank[static_cast<Index>(lone[i])] = static_cast<std::int32_t>(i / columns);
}

}  // namespace

Ranking assignRanks(std::vector<Edge>& edges, std::int32_t nodeCount) {
    const Neighbours byProducer = edgesByProducer(edges, nodeCount);
    const Neighbours byConsumer = edgesByConsumer(edges, nodeCount);
    const std::vector<std::int32_t> order = sortTopologically(edges, byProducer, byConsumer, nodeCount);

    Ranking ranking;
    ranking.rank.assign(static_cast<Index>(nodeCount), 0);
    for (const std::int32_t node : order) {
        const std::int32_t next = ranking.rank[static_cast<Index>(node)] + 1;
        for (const auto* edge = byProducer.begin(node); edge != byProducer.end(node); ++edge) {
            const Edge& outgoing = edges[static_cast<Index>(*edge)];
            if (outgoing.isBackward) continue;
            std::int32_t& rank = ranking.rank[static_cast<Index>(outgoing.to)];
            rank = std::max(rank, next);
        }
    }
    ranking.earliest = ranking.rank;
    pullDown(ranking, edges, order, byProducer, byConsumer);
    spreadLoneNodes(ranking, byProducer, byConsumer, nodeCount);
    for (const std::int32_t rank : ranking.rank) ranking.rankCount = std::max(ranking.rankCount, rank + 1);
    return ranking;
}

}  // namespace planscope::views::graph
