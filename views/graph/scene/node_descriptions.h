// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/prepared_graph.h"

#include <QString>

namespace planscope::views::graph {

/// "Conv conv1, 1x64x56x56 f32, 0.31 ms": for screen readers and status lines.
QString describeNode(const inspect::GraphSnapshot& snapshot, int node);

/// The same as rich text of several lines, for tool tips.
QString nodeToolTip(const inspect::GraphSnapshot& snapshot, int node);

/// The tensor that an edge carries, as rich text.
QString edgeToolTip(const inspect::GraphSnapshot& snapshot, const EdgeRoute& edge);

/// Where a connector leads, as rich text.
QString connectorToolTip(const PreparedGraph& graph, const ConnectorStub& stub);

}  // namespace planscope::views::graph
