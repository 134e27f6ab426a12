// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/alignment.h"

#include <algorithm>
#include <numeric>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;

std::uint64_t keyOf(std::int32_t upper, std::int32_t lower) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(upper)) << 32 | static_cast<std::uint32_t>(lower);
}

/// The dummy above a dummy of the same trunk, else -1.
std::int32_t laneAbove(const LayeredGraph& graph, std::int32_t item) {
    if (!graph.isDummy(item)) return -1;
    const std::int32_t upper = *graph.above.begin(item);
    return graph.isDummy(upper) ? upper : -1;
}

std::int32_t laneOf(const LayeredGraph& graph, std::int32_t item, bool isBelow) {
    return isBelow ? graph.laneBelow[static_cast<Index>(item)] : laneAbove(graph, item);
}

/// The greatest weight among each item's neighbours above and below.
struct Heaviest {
    std::vector<Weight> above, below;
};

std::vector<Weight> heaviestOf(const LayeredGraph& graph, const Neighbours& neighbours) {
    std::vector<Weight> heaviest(graph.rank.size(), Weight::Lane);
    for (std::int32_t item = 0; item < graph.itemCount(); ++item)
        for (const auto* other = neighbours.begin(item); other != neighbours.end(item); ++other)
            heaviest[static_cast<Index>(item)] =
                std::max(heaviest[static_cast<Index>(item)], graph.weight[static_cast<Index>(*other)]);
    return heaviest;
}

/// Whether `item` would take `other` on the rank below (above) as its straight continuation: its own lane if it has one,
/// else any of the heaviest.
bool wants(const LayeredGraph& graph, const Heaviest& heaviest, std::int32_t item, std::int32_t other, bool isBelow) {
    const std::int32_t lane = laneOf(graph, item, isBelow);
    if (lane >= 0) return lane == other;
    return graph.weight[static_cast<Index>(other)] ==
           (isBelow ? heaviest.below : heaviest.above)[static_cast<Index>(item)];
}

/// The neighbours that an item may align with, from the left as the leaning sees it: both must want each other.
void findCandidates(const LayeredGraph& graph, const Heaviest& heaviest, std::int32_t item, Leaning leaning,
                    std::vector<std::int32_t>& found) {
    found.clear();
    if (const std::int32_t lane = laneOf(graph, item, leaning.isUpward); lane >= 0) return found.push_back(lane);
    const Neighbours& neighbours = leaning.isUpward ? graph.below : graph.above;
    for (const auto* other = neighbours.begin(item); other != neighbours.end(item); ++other)
        if (wants(graph, heaviest, item, *other, leaning.isUpward) &&
            wants(graph, heaviest, *other, item, !leaning.isUpward))
            found.push_back(*other);
    std::ranges::sort(found, [&](std::int32_t a, std::int32_t b) {
        const std::int32_t pa = graph.position[static_cast<Index>(a)], pb = graph.position[static_cast<Index>(b)];
        return leaning.isMirrored ? pa > pb : pa < pb;
    });
}

}  // namespace

Conflicts::Conflicts(const LayeredGraph& graph) {
    for (Index rank = 1; rank < static_cast<Index>(graph.rankCount); ++rank) {
        const std::int32_t first = graph.layerStart[rank], last = graph.layerStart[rank + 1];
        const std::int32_t upperCount = first - graph.layerStart[rank - 1];
        std::int32_t scanned = first, leftBound = 0;
        for (std::int32_t i = first; i < last; ++i) {
            const std::int32_t lane = laneAbove(graph, graph.order[static_cast<Index>(i)]);
            if (lane < 0 && i + 1 < last) continue;
            const std::int32_t rightBound = lane >= 0 ? graph.position[static_cast<Index>(lane)] : upperCount;
            for (; scanned <= i; ++scanned) {
                const std::int32_t lower = graph.order[static_cast<Index>(scanned)];
                if (laneAbove(graph, lower) >= 0) continue;
                for (const auto* upper = graph.above.begin(lower); upper != graph.above.end(lower); ++upper) {
                    const std::int32_t position = graph.position[static_cast<Index>(*upper)];
                    if (position < leftBound || position > rightBound) m_keys.push_back(keyOf(*upper, lower));
                }
            }
            leftBound = std::max(leftBound, rightBound);
        }
    }
    std::ranges::sort(m_keys);
}

bool Conflicts::contains(std::int32_t upper, std::int32_t lower) const {
    return !m_keys.empty() && std::ranges::binary_search(m_keys, keyOf(upper, lower));
}

Blocks alignBlocks(const LayeredGraph& graph, const Conflicts& conflicts, Leaning leaning) {
    Blocks blocks;
    blocks.root.resize(graph.rank.size());
    std::iota(blocks.root.begin(), blocks.root.end(), 0);
    blocks.next = blocks.root;
    const Heaviest heaviest{.above = heaviestOf(graph, graph.above), .below = heaviestOf(graph, graph.below)};
    std::vector<std::int32_t> candidates;
    for (std::int32_t step = 1; step < graph.rankCount; ++step) {
        const auto rank = static_cast<Index>(leaning.isUpward ? graph.rankCount - 1 - step : step);
        const std::int32_t first = graph.layerStart[rank], last = graph.layerStart[rank + 1];
        std::int32_t bound = -1;   // neighbours up to here, in the leaning's own count, are taken
        for (std::int32_t i = 0; i < last - first; ++i) {
            const std::int32_t item = graph.order[static_cast<Index>(leaning.isMirrored ? last - 1 - i : first + i)];
            findCandidates(graph, heaviest, item, leaning, candidates);
            if (candidates.empty()) continue;
            const Index lower = (candidates.size() - 1) / 2, upper = candidates.size() / 2;
            for (Index median = lower; median <= upper; ++median) {
                const std::int32_t other = candidates[median];
                const auto otherRank = static_cast<Index>(graph.rank[static_cast<Index>(other)]);
                const std::int32_t count = graph.layerStart[otherRank + 1] - graph.layerStart[otherRank];
                const std::int32_t place = graph.position[static_cast<Index>(other)];
                const std::int32_t leaned = leaning.isMirrored ? count - 1 - place : place;
                const bool isConflict =
                    leaning.isUpward ? conflicts.contains(item, other) : conflicts.contains(other, item);
                if (isConflict || leaned <= bound) continue;
                blocks.next[static_cast<Index>(other)] = item;
                blocks.root[static_cast<Index>(item)] = blocks.root[static_cast<Index>(other)];
                blocks.next[static_cast<Index>(item)] = blocks.root[static_cast<Index>(item)];
                bound = leaned;
                break;
            }
        }
    }
    return blocks;
}

}  // namespace planscope::views::graph
