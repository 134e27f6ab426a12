// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/graph_painter.h"

#include <QByteArray>

namespace planscope::views::graph {

/// The whole graph as an SVG document. Text stays text; each node is a group whose title is its name.
QByteArray writeSvg(const PreparedGraph& graph, const GraphColors& colors);

}  // namespace planscope::views::graph
