// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/graph_canvas.h"

#include "views/graph/scene/edge_painter.h"
#include "views/graph/scene/graph_painter.h"
#include "views/graph/scene/layout_job.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace planscope::views::graph {
namespace {

constexpr double kLeastMark = 5;   // logical pixels, so that marks stay visible far out

QRectF markRect(const QRectF& box, double grow) {
    const double dx = std::max(grow, (kLeastMark - box.width()) / 2), dy = std::max(grow, (kLeastMark - box.height()) / 2);
    return box.adjusted(-dx, -dy, dx, dy);
}

void outline(QPainter& painter, const QRectF& rect, const QColor& color, double width) {
    painter.setPen(QPen(color, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect, 5, 5);
}

}  // namespace

void GraphCanvas::renderBase() {
    const double ratio = devicePixelRatioF();
    if (!m_isBaseStale && m_base.size() == size() * ratio) return;
    m_base = renderGraph(*m_graph, m_camera, size(), ratio, {themeFor(palette()), m_colors});
    m_isBaseStale = false;
}

void GraphCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (!m_graph) {
        painter.fillRect(rect(), themeFor(palette()).canvas);
        return paintBusy(painter);
    }
    renderBase();
    painter.drawImage(0, 0, m_base);
    painter.setRenderHint(QPainter::Antialiasing);
    paintOverlay(painter);
    if (m_job->isRunning()) paintBusy(painter);
}

void GraphCanvas::paintBusy(QPainter& painter) const {
    if (!m_job->isRunning()) return;
    const Theme& theme = themeFor(palette());
    const QString count = QLocale().toString(static_cast<qlonglong>(m_snapshot->nodes.size()));
    painter.setPen(theme.mutedText);
    painter.drawText(rect(), Qt::AlignCenter, tr("Arranging %1 nodes…").arg(count));
}

void GraphCanvas::paintOverlay(QPainter& painter) const {
    paintSelection(painter);
    paintHits(painter);
    paintHover(painter);
    if (m_drag == Drag::Lasso) paintLasso(painter);
    if (!hasFocus()) return;
    painter.setPen(QPen(themeFor(palette()).accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void GraphCanvas::paintSelection(QPainter& painter) const {
    if (m_selection.isEmpty()) return;
    const Theme& theme = themeFor(palette());
    const Rect shown = m_camera.shown(size());
    std::vector<std::int32_t> visible;
    for (const int node : m_selection)
        if (m_graph->box(node).intersects(shown)) visible.push_back(node);
    if (m_isDimming) {
        std::vector<std::int32_t> bright = visible;
        for (const int node : m_hits)
            if (m_graph->box(node).intersects(shown)) bright.push_back(node);
        QColor veil = theme.canvas;
        veil.setAlpha(170);
        painter.fillRect(rect(), veil);
        paintNodes(painter, *m_graph, m_camera, bright, {theme, m_colors});
        painter.setRenderHint(QPainter::Antialiasing);
    }
    for (const std::int32_t node : visible) {
        const QRectF box = m_camera.toScreen(m_graph->box(node));
        outline(painter, markRect(box, 2.5), theme.canvas, 1.5);
        outline(painter, markRect(box, 1.5), theme.selection, node == m_current ? 3 : 2.5);
    }
}

void GraphCanvas::paintHits(QPainter& painter) const {
    if (m_hits.empty()) return;
    const Theme& theme = themeFor(palette());
    QColor fill = theme.searchHit;
    fill.setAlpha(detailAt(m_camera.scale) == Detail::Full ? 90 : 200);
    const int current = m_hitIndex < 0 ? -1 : m_hits[static_cast<std::size_t>(m_hitIndex)];
    painter.setRenderHint(QPainter::Antialiasing, m_camera.scale > 0.1);
    for (const std::int32_t node : m_graph->grid.nodesIn(m_graph->layout, m_camera.shown(size()))) {
        if (!m_isHit[static_cast<std::size_t>(node)]) continue;
        const QRectF mark = markRect(m_camera.toScreen(m_graph->box(node)), 3);
        painter.setPen(QPen(theme.searchCurrent, node == current ? 3 : 1));
        painter.setBrush(fill);
        painter.drawRoundedRect(node == current ? mark.adjusted(-2, -2, 2, 2) : mark, 5, 5);
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

/// The edges of the node under the cursor, or everything that carries the tensor under it.
void GraphCanvas::paintHover(QPainter& painter) const {
    if (m_hover == Hover{} || m_drag != Drag::None) return;
    const Theme& theme = themeFor(palette());
    const std::vector<EdgeRoute>& edges = m_graph->layout.edges;
    const std::vector<ConnectorStub>& stubs = m_graph->layout.connectors;
    std::int32_t value = -1;
    if (m_hover.edge >= 0) value = edges[static_cast<std::size_t>(m_hover.edge)].value;
    if (m_hover.stub >= 0) value = stubs[static_cast<std::size_t>(m_hover.stub)].value;
    std::vector<std::int32_t> lit;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const bool touchesNode = m_hover.node >= 0 && (edges[i].from == m_hover.node || edges[i].to == m_hover.node);
        if (touchesNode || edges[i].value == value) lit.push_back(static_cast<std::int32_t>(i));
    }
    paintEdges(painter, *m_graph, m_camera, lit,
               {.color = theme.edgeHover, .width = 2.2, .isWhole = true,
                .hasArrows = detailAt(m_camera.scale) == Detail::Full});
    for (const ConnectorStub& stub : stubs)
        if (stub.value == value || (m_hover.node >= 0 && stub.node == m_hover.node))
            paintStub(painter, *m_graph, m_camera, stub, theme, theme.searchHit);
    if (m_hover.node >= 0)
        outline(painter, markRect(m_camera.toScreen(m_graph->box(m_hover.node)), 0.5), theme.edgeHover, 2);
}

void GraphCanvas::paintLasso(QPainter& painter) const {
    const Theme& theme = themeFor(palette());
    QColor fill = theme.accent;
    fill.setAlpha(35);
    painter.setPen(QPen(theme.accent, 1, Qt::DashLine));
    painter.setBrush(fill);
    painter.drawRect(QRectF(m_pressedAt, m_lastAt).normalized());
}

}  // namespace planscope::views::graph
