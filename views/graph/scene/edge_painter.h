// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/graph_painter.h"

namespace planscope::views::graph {

struct EdgePen {
    QColor color;
    double width = 1.2;       ///< in logical pixels
    bool isWhole = true;      ///< with the part that edges of the same value share
    bool hasArrows = true;
};

void paintEdges(QPainter& painter, const PreparedGraph& graph, const Camera& camera, std::span<const std::int32_t> edges,
                const EdgePen& pen);

/// The shape beside the first bend of every value.
void paintEdgeLabels(QPainter& painter, const PreparedGraph& graph, const Camera& camera,
                     std::span<const std::int32_t> edges, const Theme& theme);

/// The numbered stubs whose node lies in `shown`.
void paintConnectors(QPainter& painter, const PreparedGraph& graph, const Camera& camera, const Rect& shown,
                     const Theme& theme);
void paintStub(QPainter& painter, const PreparedGraph& graph, const Camera& camera, const ConnectorStub& stub,
               const Theme& theme, const QColor& fill);

}  // namespace planscope::views::graph
