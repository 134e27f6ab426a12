// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/ordering.h"

#include <algorithm>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;

constexpr int kTransposeRounds = 4;
constexpr int kPatience = 3;   // sweeps without a better order before giving up

std::span<std::int32_t> layer(LayeredGraph& graph, std::int32_t rank) {
    const auto first = static_cast<Index>(graph.layerStart[static_cast<Index>(rank)]);
    const auto last = static_cast<Index>(graph.layerStart[static_cast<Index>(rank) + 1]);
    return std::span(graph.order).subspan(first, last - first);
}

void renumber(LayeredGraph& graph, std::span<const std::int32_t> items) {
    for (Index i = 0; i < items.size(); ++i) graph.position[static_cast<Index>(items[i])] = static_cast<std::int32_t>(i);
}

struct Keyed {
    std::int32_t component;
    double barycentre;
    std::int32_t item;
};

/// Sorts one rank by the mean position of the neighbours on the rank just visited. Items without such neighbours keep
/// their place.
void sortLayer(LayeredGraph& graph, std::span<std::int32_t> items, const Neighbours& visited, std::vector<Keyed>& keyed) {
    keyed.clear();
    for (const std::int32_t item : items) {
        const std::int32_t count = visited.count(item);
        if (count == 0) continue;
        double sum = 0;
        for (const auto* other = visited.begin(item); other != visited.end(item); ++other)
            sum += graph.position[static_cast<Index>(*other)];
        keyed.push_back({graph.component[static_cast<Index>(item)], sum / count, item});
    }
    std::ranges::stable_sort(keyed, [](const Keyed& a, const Keyed& b) {
        return a.component != b.component ? a.component < b.component : a.barycentre < b.barycentre;
    });
    auto next = keyed.begin();
    for (std::int32_t& slot : items)
        if (visited.count(slot) > 0) slot = (next++)->item;
    renumber(graph, items);
}

/// Crossings between the edges of two neighbours in a rank if `left` stands left of `right`. Positions are sorted.
std::int64_t pairCrossings(const std::vector<std::int32_t>& left, const std::vector<std::int32_t>& right) {
    std::int64_t crossings = 0;
    auto smaller = right.begin();
    for (const std::int32_t position : left) {
        while (smaller != right.end() && *smaller < position) ++smaller;
        crossings += smaller - right.begin();
    }
    return crossings;
}

void sortedPositions(const LayeredGraph& graph, const Neighbours& neighbours, std::int32_t item,
                     std::vector<std::int32_t>& positions) {
    positions.clear();
    for (const auto* other = neighbours.begin(item); other != neighbours.end(item); ++other)
        positions.push_back(graph.position[static_cast<Index>(*other)]);
    std::ranges::sort(positions);
}

/// Swaps neighbours of a rank while that removes crossings. Returns whether anything moved.
bool transposeLayer(LayeredGraph& graph, std::span<std::int32_t> items) {
    std::vector<std::int32_t> leftAbove, leftBelow, rightAbove, rightBelow;
    bool moved = false;
    for (Index i = 0; i + 1 < items.size(); ++i) {
        const std::int32_t left = items[i], right = items[i + 1];
        if (graph.component[static_cast<Index>(left)] != graph.component[static_cast<Index>(right)]) continue;
        sortedPositions(graph, graph.above, left, leftAbove);
        sortedPositions(graph, graph.below, left, leftBelow);
        sortedPositions(graph, graph.above, right, rightAbove);
        sortedPositions(graph, graph.below, right, rightBelow);
        const std::int64_t now = pairCrossings(leftAbove, rightAbove) + pairCrossings(leftBelow, rightBelow);
        if (now == 0) continue;
        const std::int64_t swapped = pairCrossings(rightAbove, leftAbove) + pairCrossings(rightBelow, leftBelow);
        if (swapped >= now) continue;
        std::swap(items[i], items[i + 1]);
        std::swap(graph.position[static_cast<Index>(left)], graph.position[static_cast<Index>(right)]);
        moved = true;
    }
    return moved;
}

void transpose(LayeredGraph& graph) {
    for (int round = 0; round < kTransposeRounds; ++round) {
        bool moved = false;
        for (std::int32_t rank = 0; rank < graph.rankCount; ++rank)
            if (layer(graph, rank).size() > 1 && transposeLayer(graph, layer(graph, rank))) moved = true;
        if (!moved) return;
    }
}

/// Inversions of a sequence of positions below `size`, with a Fenwick tree that is left all zero.
std::int64_t countInversions(const std::vector<std::int32_t>& sequence, std::vector<std::int32_t>& tree) {
    std::int64_t inversions = 0;
    std::int32_t seen = 0;
    const auto size = static_cast<std::int32_t>(tree.size()) - 1;
    for (const std::int32_t position : sequence) {
        std::int32_t notGreater = 0;
        for (std::int32_t i = position + 1; i > 0; i -= i & -i) notGreater += tree[static_cast<Index>(i)];
        inversions += seen++ - notGreater;
        for (std::int32_t i = position + 1; i <= size; i += i & -i) ++tree[static_cast<Index>(i)];
    }
    std::ranges::fill(tree, 0);
    return inversions;
}

void sweepDown(LayeredGraph& graph, std::vector<Keyed>& keyed) {
    for (std::int32_t rank = 1; rank < graph.rankCount; ++rank)
        if (layer(graph, rank).size() > 1) sortLayer(graph, layer(graph, rank), graph.above, keyed);
}

void sweepUp(LayeredGraph& graph, std::vector<Keyed>& keyed) {
    for (std::int32_t rank = graph.rankCount - 2; rank >= 0; --rank)
        if (layer(graph, rank).size() > 1) sortLayer(graph, layer(graph, rank), graph.below, keyed);
}

}  // namespace

std::int64_t countCrossings(const LayeredGraph& graph) {
    std::int64_t crossings = 0;
    std::vector<std::int32_t> sequence, row, tree;
    for (Index rank = 0; rank + 1 < static_cast<Index>(graph.rankCount); ++rank) {
        const std::int32_t first = graph.layerStart[rank], last = graph.layerStart[rank + 1];
        const std::int32_t lowerCount = graph.layerStart[rank + 2] - last;
        if (last - first < 2 || lowerCount < 2) continue;
        sequence.clear();
        for (std::int32_t i = first; i < last; ++i) {
            sortedPositions(graph, graph.below, graph.order[static_cast<Index>(i)], row);
            sequence.insert(sequence.end(), row.begin(), row.end());
        }
        tree.assign(static_cast<Index>(lowerCount) + 1, 0);
        crossings += countInversions(sequence, tree);
    }
    return crossings;
}

void reduceCrossings(LayeredGraph& graph, int sweeps) {
    std::vector<Keyed> keyed;
    std::int64_t best = countCrossings(graph);
    std::vector<std::int32_t> bestOrder = graph.order;
    int sinceBetter = 0;
    for (int sweep = 0; sweep < sweeps && best > 0 && sinceBetter < kPatience; ++sweep) {
        if (sweep % 2 == 0)
            sweepDown(graph, keyed);
        else
            sweepUp(graph, keyed);
        transpose(graph);
        const std::int64_t now = countCrossings(graph);
        ++sinceBetter;
        if (now >= best) continue;
        best = now;
        bestOrder = graph.order;
        sinceBetter = 0;
    }
    graph.order = std::move(bestOrder);
    for (std::int32_t rank = 0; rank < graph.rankCount; ++rank) renumber(graph, layer(graph, rank));
}

}  // namespace planscope::views::graph
