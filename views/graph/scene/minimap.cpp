// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/minimap.h"

#include "views/graph/scene/block_painter.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace planscope::views::graph {
namespace {

constexpr int kLongestSide = 180, kShortestSide = 44;

}  // namespace

Minimap::Minimap(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("graphMinimap"));
    setAccessibleName(tr("Overview of the graph"));
    setToolTip(tr("Overview: click or drag to move the view (M shows or hides it)"));
    setCursor(Qt::PointingHandCursor);
}

QSize Minimap::sizeFor(QSize viewport) const {
    if (!m_graph) return {};
    const Rect& bounds = m_graph->layout.bounds;
    const double longest = std::min<double>(kLongestSide, std::min(viewport.width(), viewport.height()) * 0.45);
    const double scale = longest / std::max({bounds.width, bounds.height, 1.0});
    const auto side = [scale](double extent) { return std::max(kShortestSide, static_cast<int>(extent * scale)); };
    return {side(bounds.width), side(bounds.height)};
}

void Minimap::setGraph(const PreparedGraphPtr& graph, const GraphColors& colors) {
    m_graph = graph;
    if (!graph || width() < 4 || height() < 4) return;
    const Rect& bounds = graph->layout.bounds;
    m_camera = Camera::fitting(bounds, QSizeF(size()).shrunkBy(QMarginsF(3, 3, 3, 3)), 1.0);
    m_camera = m_camera.centredOn({bounds.centreX(), bounds.centreY()}, size());
    const double ratio = devicePixelRatioF();
    QImage image(size() * ratio, QImage::Format_RGB32);
    image.fill(colors.theme.window);
    Camera device = m_camera;
    device.scale *= ratio;
    paintBlocks(image, *graph, device, bounds, colors);
    image.setDevicePixelRatio(ratio);
    m_picture = QPixmap::fromImage(std::move(image));
    update();
}

void Minimap::setShown(const Rect& shown) {
    m_shown = shown;
    update();
}

void Minimap::paintEvent(QPaintEvent*) {
    const Theme& theme = themeFor(palette());
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    QRectF shown = m_camera.toScreen(m_shown).intersected(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    if (shown.height() < 3) shown.setHeight(3);
    if (shown.width() < 3) shown.setWidth(3);
    QColor veil = theme.accent;
    veil.setAlpha(40);
    painter.setPen(QPen(theme.accent, 1.5));
    painter.setBrush(veil);
    painter.drawRect(shown);
    painter.setPen(theme.border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void Minimap::mousePressEvent(QMouseEvent* event) { pointAt(event->position()); }

void Minimap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) pointAt(event->position());
}

void Minimap::pointAt(QPointF position) {
    const Point scene = m_camera.toScene(position);
    Q_EMIT placeRequested({scene.x, scene.y});
}

}  // namespace planscope::views::graph
