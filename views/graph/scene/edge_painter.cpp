// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/edge_painter.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

constexpr double kArrowLength = 7, kArrowHalfWidth = 3.2;
constexpr double kSmoothFrom = 0.25;       // below, edges are plain lines without antialiasing
constexpr double kStubTextFrom = 0.3;

bool isStraight(const Point* piece) {
    return (piece[0].x == piece[3].x && piece[1].x == piece[0].x) ||
           (piece[0].y == piece[3].y && piece[1].y == piece[0].y);
}

/// The raster engine has trouble with coordinates beyond 16 bits; straight pieces may be that long.
QPointF clamped(QPointF point, const QRectF& area) {
    return {std::clamp(point.x(), area.left(), area.right()), std::clamp(point.y(), area.top(), area.bottom())};
}

bool touches(const QRectF& area, const QPointF* piece) {
    const auto [left, right] = std::minmax({piece[0].x(), piece[1].x(), piece[2].x(), piece[3].x()});
    const auto [top, bottom] = std::minmax({piece[0].y(), piece[1].y(), piece[2].y(), piece[3].y()});
    return left <= area.right() && right >= area.left() && top <= area.bottom() && bottom >= area.top();
}

void appendPiece(QPainterPath& path, const Point* piece, const Camera& camera, const QRectF& area, bool isSmooth) {
    const QPointF screen[4] = {camera.toScreen(piece[0]), camera.toScreen(piece[1]), camera.toScreen(piece[2]),
                               camera.toScreen(piece[3])};
    if (!touches(area, screen)) return;
    if (isStraight(piece)) {
        path.moveTo(clamped(screen[0], area));
        path.lineTo(clamped(screen[3], area));
        return;
    }
    if (path.isEmpty() || path.currentPosition() != screen[0]) path.moveTo(screen[0]);
    if (isSmooth)
        path.cubicTo(screen[1], screen[2], screen[3]);
    else
        path.lineTo(screen[3]);
}

void appendArrow(QPainterPath& arrows, const PreparedGraph& graph, const Camera& camera, const EdgeRoute& edge) {
    const QPointF tip = camera.toScreen(graph.layout.path(edge).back());
    const double length = kArrowLength * std::min(1.0, camera.scale), half = kArrowHalfWidth * std::min(1.0, camera.scale);
    const bool isDown = graph.layout.direction == Direction::TopToBottom;
    arrows.moveTo(tip);
    arrows.lineTo(isDown ? tip + QPointF(-half, -length) : tip + QPointF(-length, -half));
    arrows.lineTo(isDown ? tip + QPointF(half, -length) : tip + QPointF(-length, half));
    arrows.closeSubpath();
}

}  // namespace

void paintEdges(QPainter& painter, const PreparedGraph& graph, const Camera& camera, std::span<const std::int32_t> edges,
                const EdgePen& pen) {
    const bool isSmooth = camera.scale >= kSmoothFrom || pen.width > 1.5;
    const QRectF area = QRectF(painter.viewport()).adjusted(-60, -60, 60, 60);
    painter.setRenderHint(QPainter::Antialiasing, isSmooth);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(pen.color, isSmooth ? pen.width : 1.0, Qt::SolidLine, Qt::FlatCap));
    QPainterPath arrows;
    for (const std::int32_t index : edges) {
        const EdgeRoute& edge = graph.layout.edges[static_cast<std::size_t>(index)];
        const std::span<const Point> points = graph.layout.path(edge);
        if (points.empty()) continue;
        QPainterPath path;
        for (std::size_t i = pen.isWhole ? 0 : edge.ownPoint; i + 3 < points.size(); i += 3)
            appendPiece(path, &points[i], camera, area, isSmooth);
        painter.drawPath(path);
        if (pen.hasArrows && area.contains(camera.toScreen(points.back()))) appendArrow(arrows, graph, camera, edge);
    }
    if (arrows.isEmpty()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(arrows, pen.color);
}

void paintEdgeLabels(QPainter& painter, const PreparedGraph& graph, const Camera& camera,
                     std::span<const std::int32_t> edges, const Theme& theme) {
    QFont font = fontOf(TextRole::Chip, graph.style);
    painter.setFont(font);
    painter.setPen(theme.mutedText);
    std::int32_t lastValue = -1;
    for (const std::int32_t index : edges) {
        const EdgeRoute& edge = graph.layout.edges[static_cast<std::size_t>(index)];
        if (edge.value == lastValue) continue;
        lastValue = edge.value;
        const std::string& shape = graph.snapshot->values[static_cast<std::size_t>(edge.value)].shape;
        const Rect& from = graph.box(edge.from);
        const std::span<const Point> path = graph.layout.path(edge);
        if (shape.empty() || path.size() < 4) continue;
        const bool isDown = graph.layout.direction == Direction::TopToBottom;
        const Point start = isDown ? Point{path.front().x, from.bottom()} : Point{from.right(), path.front().y};
        const QString label = QString::fromStdString(shape);
        const double room = (path[3].x - start.x) * camera.scale - 12;   // before the next box, when edges run sideways
        if (!isDown && painter.fontMetrics().horizontalAdvance(label) > room) continue;
        QPointF at = camera.toScreen(start) + (isDown ? QPointF(5, 13) : QPointF(6, -4));
        const bool bendsRight = isDown && path[3].x > path[0].x;
        if (bendsRight) at.rx() -= 10 + painter.fontMetrics().horizontalAdvance(label);
        painter.drawText(at, label);
    }
}

void paintStub(QPainter& painter, const PreparedGraph& graph, const Camera& camera, const ConnectorStub& stub,
               const Theme& theme, const QColor& fill) {
    const QRectF label = camera.toScreen(stub.label);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.connector, 1.2));
    painter.drawLine(camera.toScreen(stub.port), label.center());
    painter.setBrush(fill);
    const double radius = std::min(label.width(), label.height()) / 2;
    painter.drawRoundedRect(label, radius, radius);
    if (camera.scale < kStubTextFrom) return;
    QFont font = fontOf(TextRole::Chip, graph.style);
    font.setPixelSize(std::max(5, static_cast<int>(std::lround(graph.style.chipPx * std::min(camera.scale, 2.0)))));
    painter.setFont(font);
    painter.drawText(label, Qt::AlignCenter, QString::number(stub.number));
}

void paintConnectors(QPainter& painter, const PreparedGraph& graph, const Camera& camera, const Rect& shown,
                     const Theme& theme) {
    for (const ConnectorStub& stub : graph.layout.connectors)
        if (shown.contains(stub.port)) paintStub(painter, graph, camera, stub, theme, theme.canvas);
}

}  // namespace planscope::views::graph
