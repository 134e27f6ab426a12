// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/graph_painter.h"

#include "views/graph/scene/block_painter.h"
#include "views/graph/scene/edge_painter.h"
#include "views/graph/scene/node_painter.h"

#include <QPainter>

#include <cmath>

namespace planscope::views::graph {
namespace {

constexpr double kNamesFrom = 0.12, kFullFrom = 0.45, kLabelsFrom = 1.2;

void paintDetailed(QPainter& painter, const PreparedGraph& graph, const Camera& camera, const Rect& shown,
                   const GraphColors& colors) {
    const EdgePen pen{.color = colors.theme.edge, .width = 1.2, .isWhole = false,
                      .hasArrows = detailAt(camera.scale) == Detail::Full};
    const std::vector<std::int32_t> edges = graph.grid.edgesIn(graph.layout, shown);
    paintEdges(painter, graph, camera, edges, pen);
    if (camera.scale >= kLabelsFrom) paintEdgeLabels(painter, graph, camera, edges, colors.theme);
    paintConnectors(painter, graph, camera, shown, colors.theme);
    paintNodes(painter, graph, camera, graph.grid.nodesIn(graph.layout, shown), colors);
}

}  // namespace

Detail detailAt(double scale) {
    if (scale < kNamesFrom) return Detail::Blocks;
    return scale < kFullFrom ? Detail::Names : Detail::Full;
}

QImage renderGraph(const PreparedGraph& graph, const Camera& camera, QSize size, double devicePixelRatio,
                   const GraphColors& colors) {
    QImage image(size * devicePixelRatio, QImage::Format_RGB32);
    image.fill(colors.theme.canvas);
    if (image.isNull() || graph.nodeCount() == 0) return image;
    Rect shown = camera.shown(size);
    shown = {shown.x - kPaintMargin, shown.y - kPaintMargin, shown.width + 2 * kPaintMargin,
             shown.height + 2 * kPaintMargin};
    if (detailAt(camera.scale) == Detail::Blocks) {
        Camera device = camera;
        device.scale *= devicePixelRatio;
        paintBlocks(image, graph, device, shown, colors);
        image.setDevicePixelRatio(devicePixelRatio);
        return image;
    }
    image.setDevicePixelRatio(devicePixelRatio);
    QPainter painter(&image);
    paintDetailed(painter, graph, camera, shown, colors);
    return image;
}

void paintNodes(QPainter& painter, const PreparedGraph& graph, const Camera& camera, std::span<const std::int32_t> nodes,
                const GraphColors& colors) {
    const Detail detail = detailAt(camera.scale);
    painter.setRenderHint(QPainter::Antialiasing, detail == Detail::Full);
    NodePainter brush(painter, graph, camera, colors.theme);
    for (const std::int32_t node : nodes) {
        const QColor color(colors.colors[static_cast<std::size_t>(node)]);
        if (detail == Detail::Full)
            brush.paintFull(node, color);
        else if (detail == Detail::Names)
            brush.paintNamed(node, color);
        else
            painter.fillRect(camera.toScreen(graph.box(node)), color);
    }
}

}  // namespace planscope::views::graph
