// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/layered_graph.h"

namespace planscope::views::graph {

/// Where edges touch their boxes, along the rank.
struct Ports {
    std::vector<double> out;       ///< per trunk, at its producer
    std::vector<double> in;        ///< per edge, at its consumer; unused for connectors
    std::vector<ConnectorStub> stubs;   ///< with port.x and label.x, label.width set, the rest left to the router
};

/// Ports stand opposite what they lead to where the box is wide enough, in its order, and apart from one another.
/// Connector stubs stand at the right end of the lower side and the left end of the upper side.
Ports placePorts(const LayeredGraph& graph, std::span<const double> centres, std::span<const NodeBox> boxes,
                 double stubPitch);

}  // namespace planscope::views::graph
