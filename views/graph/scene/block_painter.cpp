// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/block_painter.h"

#include "views/graph/scene/pixel_canvas.h"

namespace planscope::views::graph {
namespace {

bool coversMost(const Rect& shown, const Rect& bounds) {
    return shown.width * 2 > bounds.width && shown.height * 2 > bounds.height;
}

/// Lines far out would drown the blocks in full colour.
QRgb faint(const Theme& theme) {
    const QColor line = theme.edge, ground = theme.canvas;
    return qRgb((line.red() + ground.red()) / 2, (line.green() + ground.green()) / 2, (line.blue() + ground.blue()) / 2);
}

void drawEdge(PixelCanvas& canvas, const PreparedGraph& graph, const Camera& device, const EdgeRoute& edge, QRgb color) {
    const std::span<const Point> path = graph.layout.path(edge);
    for (std::size_t i = edge.ownPoint; i + 3 < path.size(); i += 3)
        canvas.drawLine(device.toScreen(path[i]), device.toScreen(path[i + 3]), color);
}

}  // namespace

void paintBlocks(QImage& image, const PreparedGraph& graph, const Camera& device, const Rect& shown,
                 const GraphColors& colors) {
    PixelCanvas canvas(image);
    const GraphLayout& layout = graph.layout;
    const QRgb line = faint(colors.theme);
    const auto block = [&](std::size_t node) {
        canvas.fillRect(device.toScreen(layout.nodes[node].rect), colors.colors[node]);
    };
    if (coversMost(shown, layout.bounds)) {
        for (const EdgeRoute& edge : layout.edges) drawEdge(canvas, graph, device, edge, line);
        for (std::size_t node = 0; node < layout.nodes.size(); ++node) block(node);
        return;
    }
    for (const std::int32_t edge : graph.grid.edgesIn(layout, shown))
        drawEdge(canvas, graph, device, layout.edges[static_cast<std::size_t>(edge)], line);
    for (const std::int32_t node : graph.grid.nodesIn(layout, shown)) block(static_cast<std::size_t>(node));
}

}  // namespace planscope::views::graph
