// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/graph_painter.h"

namespace planscope::views::graph {

/// Nodes as blocks and edges as thin lines, for far-out views. @param device  camera in device pixels
void paintBlocks(QImage& image, const PreparedGraph& graph, const Camera& device, const Rect& shown,
                 const GraphColors& colors);

}  // namespace planscope::views::graph
