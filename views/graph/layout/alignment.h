// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/layered_graph.h"

namespace planscope::views::graph {

/// One of the four ways to build vertical blocks: from the top or the bottom, leaning left or right.
struct Leaning {
    bool isUpward = false;     ///< align with the rank below instead of the rank above
    bool isMirrored = false;   ///< right to left
};

/// Vertical blocks: `next` links the items of a block in a ring, `root` names one item of it.
struct Blocks {
    std::vector<std::int32_t> root, next;
};

/// Links (upper, lower) that cross a lane, as sorted keys. They must not be made straight.
class Conflicts {
public:
    explicit Conflicts(const LayeredGraph& graph);
    bool contains(std::int32_t upper, std::int32_t lower) const;

private:
    std::vector<std::uint64_t> m_keys;
};

/// Aligns every item with the median of its heaviest neighbours where that crosses no other alignment.
Blocks alignBlocks(const LayeredGraph& graph, const Conflicts& conflicts, Leaning leaning);

}  // namespace planscope::views::graph
