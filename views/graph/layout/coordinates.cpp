// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/layout/coordinates.h"

#include "views/graph/layout/alignment.h"

#include <algorithm>
#include <array>
#include <limits>

namespace planscope::views::graph {
namespace {

using Index = std::size_t;
using Centres = std::vector<double>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Least distance of the centres of two neighbours in a rank.
double separation(const LayeredGraph& graph, const LayoutOptions& options, std::int32_t left, std::int32_t right) {
    const double gap = graph.isDummy(left) || graph.isDummy(right) ? options.laneGap : options.nodeGap;
    return (graph.width[static_cast<Index>(left)] + graph.width[static_cast<Index>(right)]) / 2 + gap;
}

/// The item of the same component that follows in the leaning's direction, else -1.
std::int32_t follower(const LayeredGraph& graph, std::int32_t item, bool isMirrored) {
    const auto rank = static_cast<Index>(graph.rank[static_cast<Index>(item)]);
    const std::int32_t place = graph.layerStart[rank] + graph.position[static_cast<Index>(item)] + (isMirrored ? -1 : 1);
    if (place < graph.layerStart[rank] || place >= graph.layerStart[rank + 1]) return -1;
    const std::int32_t other = graph.order[static_cast<Index>(place)];
    return graph.component[static_cast<Index>(other)] == graph.component[static_cast<Index>(item)] ? other : -1;
}

/// Calls `visit(item, follower)` for each item of a block that has a follower.
template <typename Visit>
void forEachFollower(const LayeredGraph& graph, const Blocks& blocks, std::int32_t root, bool isMirrored, Visit visit) {
    std::int32_t item = root;
    do {
        const std::int32_t other = follower(graph, item, isMirrored);
        if (other >= 0) visit(item, other);
        item = blocks.next[static_cast<Index>(item)];
    } while (item != root);
}

/// Roots of all blocks such that a block comes before those that must stand after it.
std::vector<std::int32_t> sortBlocks(const LayeredGraph& graph, const Blocks& blocks, bool isMirrored) {
    std::vector<std::int32_t> waiting(graph.rank.size(), 0), sorted;
    for (std::int32_t item = 0; item < graph.itemCount(); ++item) {
        const std::int32_t other = follower(graph, item, isMirrored);
        if (other >= 0) ++waiting[static_cast<Index>(blocks.root[static_cast<Index>(other)])];
    }
    for (std::int32_t item = 0; item < graph.itemCount(); ++item)
        if (blocks.root[static_cast<Index>(item)] == item && waiting[static_cast<Index>(item)] == 0)
            sorted.push_back(item);
    for (Index i = 0; i < sorted.size(); ++i) {
        forEachFollower(graph, blocks, sorted[i], isMirrored, [&](std::int32_t, std::int32_t other) {
            const std::int32_t root = blocks.root[static_cast<Index>(other)];
            if (--waiting[static_cast<Index>(root)] == 0) sorted.push_back(root);
        });
    }
    return sorted;
}

/// Packs the blocks towards the side that the leaning starts from, then closes gaps from the other side.
Centres compact(const LayeredGraph& graph, const LayoutOptions& options, const Blocks& blocks, bool isMirrored) {
    const std::vector<std::int32_t> sorted = sortBlocks(graph, blocks, isMirrored);
    Centres x(graph.rank.size(), 0.0);
    const auto rootX = [&](std::int32_t item) -> double& {
        return x[static_cast<Index>(blocks.root[static_cast<Index>(item)])];
    };
    for (const std::int32_t root : sorted)
        forEachFollower(graph, blocks, root, isMirrored, [&](std::int32_t item, std::int32_t other) {
            rootX(other) = std::max(rootX(other), rootX(item) + separation(graph, options, item, other));
        });
    for (auto root = sorted.rbegin(); root != sorted.rend(); ++root) {
        double latest = kInfinity;
        forEachFollower(graph, blocks, *root, isMirrored, [&](std::int32_t item, std::int32_t other) {
            latest = std::min(latest, rootX(other) - separation(graph, options, item, other));
        });
        if (latest < kInfinity) x[static_cast<Index>(*root)] = std::max(x[static_cast<Index>(*root)], latest);
    }
    for (std::int32_t item = 0; item < graph.itemCount(); ++item)
        if (blocks.root[static_cast<Index>(item)] != item) x[static_cast<Index>(item)] = rootX(item);
    if (isMirrored)
        for (double& centre : x) centre = -centre;
    return x;
}

struct Extent {
    double low = kInfinity, high = -kInfinity;
    double width() const { return high - low; }
};

std::vector<Extent> componentExtents(const LayeredGraph& graph, const Centres& x) {
    std::vector<Extent> extents(static_cast<Index>(graph.componentCount));
    for (Index item = 0; item < x.size(); ++item) {
        Extent& extent = extents[static_cast<Index>(graph.component[item])];
        extent.low = std::min(extent.low, x[item] - graph.width[item] / 2);
        extent.high = std::max(extent.high, x[item] + graph.width[item] / 2);
    }
    return extents;
}

/// The mean of the two middle candidates of every item, after each component's candidates were moved to the side of its
/// narrowest one.
Centres balance(const LayeredGraph& graph, const std::array<Centres, 4>& candidates) {
    std::array<std::vector<Extent>, 4> extents;
    for (Index i = 0; i < 4; ++i) extents[i] = componentExtents(graph, candidates[i]);
    Centres x(graph.rank.size());
    for (Index item = 0; item < x.size(); ++item) {
        const auto component = static_cast<Index>(graph.component[item]);
        Index narrowest = 0;
        for (Index i = 1; i < 4; ++i)
            if (extents[i][component].width() < extents[narrowest][component].width()) narrowest = i;
        const Extent& target = extents[narrowest][component];
        std::array<double, 4> choices;
        for (Index i = 0; i < 4; ++i) {
            const Extent& own = extents[i][component];
            const bool isMirrored = i % 2 == 1;
            choices[i] = candidates[i][item] + (isMirrored ? target.high - own.high : target.low - own.low);
        }
        std::ranges::sort(choices);
        x[item] = (choices[1] + choices[2]) / 2;
    }
    return x;
}

/// Pushes items right where rounding left them closer than they may stand.
void keepApart(const LayeredGraph& graph, const LayoutOptions& options, Centres& x) {
    for (const std::int32_t item : graph.order) {
        const std::int32_t other = follower(graph, item, false);
        if (other < 0) continue;
        const double least = x[static_cast<Index>(item)] + separation(graph, options, item, other);
        x[static_cast<Index>(other)] = std::max(x[static_cast<Index>(other)], least);
    }
}

/// Moves each component as far left as the components before it allow on the ranks that it occupies.
void packComponents(const LayeredGraph& graph, const LayoutOptions& options, Centres& x) {
    std::vector<std::vector<std::int32_t>> members(static_cast<Index>(graph.componentCount));
    for (const std::int32_t item : graph.order)
        members[static_cast<Index>(graph.component[static_cast<Index>(item)])].push_back(item);
    std::vector<double> rim(static_cast<Index>(graph.rankCount), -options.nodeGap);
    for (const std::vector<std::int32_t>& items : members) {
        double shift = -kInfinity, low = kInfinity;
        for (const std::int32_t item : items) {
            const auto i = static_cast<Index>(item);
            const double left = x[i] - graph.width[i] / 2;
            low = std::min(low, left);
            shift = std::max(shift, rim[static_cast<Index>(graph.rank[i])] + options.nodeGap - left);
        }
        shift = std::max(shift, -low);
        for (const std::int32_t item : items) {
            const auto i = static_cast<Index>(item);
            x[i] += shift;
            double& right = rim[static_cast<Index>(graph.rank[i])];
            right = std::max(right, x[i] + graph.width[i] / 2);
        }
    }
}

}  // namespace

std::vector<double> assignCoordinates(const LayeredGraph& graph, const LayoutOptions& options) {
    const Conflicts conflicts(graph);
    std::array<Centres, 4> candidates;
    for (Index i = 0; i < 4; ++i) {
        const Leaning leaning{.isUpward = i >= 2, .isMirrored = i % 2 == 1};
        candidates[i] = compact(graph, options, alignBlocks(graph, conflicts, leaning), leaning.isMirrored);
    }
    Centres x = balance(graph, candidates);
    keepApart(graph, options, x);
    packComponents(graph, options, x);
    return x;
}

}  // namespace planscope::views::graph
