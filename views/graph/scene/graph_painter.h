// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/camera.h"
#include "views/graph/scene/prepared_graph.h"
#include "views/widgets/theme.h"

#include <QImage>

#include <span>

class QPainter;

namespace planscope::views::graph {

/// How much of a node is drawn at a scale.
enum class Detail { Blocks, Names, Full };
Detail detailAt(double scale);

/// Colours for one picture. `colors` has one entry per node.
struct GraphColors {
    const Theme& theme;
    std::span<const QRgb> colors;
};

/// The visible part of a graph on an opaque background. @param size  in logical pixels
QImage renderGraph(const PreparedGraph& graph, const Camera& camera, QSize size, double devicePixelRatio,
                   const GraphColors& colors);

/// Scene units around what is shown in which strokes and labels may still reach into it.
inline constexpr double kPaintMargin = 40;

/// Draws nodes at the detail of the camera's scale.
void paintNodes(QPainter& painter, const PreparedGraph& graph, const Camera& camera, std::span<const std::int32_t> nodes,
                const GraphColors& colors);

}  // namespace planscope::views::graph
