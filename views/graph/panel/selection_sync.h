// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"

#include <QList>

namespace planscope::views::graph {

/// The ONNX nodes that some nodes came from, ascending, without repetition.
std::vector<std::uint32_t> originsOf(const inspect::GraphSnapshot& snapshot, const QList<int>& nodes);

/// The nodes that came from any of the origins, ascending. Reformats, which carry the origins of the layer they serve, are
/// left out unless nothing else came from them. @param origins  any order
QList<int> nodesOfOrigins(const inspect::GraphSnapshot& snapshot, std::vector<std::uint32_t> origins);

}  // namespace planscope::views::graph
