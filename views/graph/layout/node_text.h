// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"

#include <string>
#include <vector>

namespace planscope::views::graph {

/// What a box says at full detail.
struct NodeText {
    std::string title;                ///< operator, or the name of a network input or output
    std::string badge;                ///< time per inference, empty if not measured
    std::vector<std::string> lines;   ///< key attributes, output shape
    std::vector<std::string> chips;   ///< fused operators
};

/// @param badge  the formatted time, see inspect/format.h; empty for none
NodeText makeNodeText(const inspect::GraphSnapshot& snapshot, std::size_t node, std::string badge);

/// "1x64x56x56 f32", or as much of it as is known.
std::string describeValue(const inspect::GraphValue& value);

/// The attributes that matter most in short form, e.g. "k 3x3  s 2x2  p 1"; empty if there are none.
std::string keyAttributes(const inspect::GraphNode& node);

}  // namespace planscope::views::graph
