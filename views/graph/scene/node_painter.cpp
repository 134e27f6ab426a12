// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/node_painter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

constexpr double kLeastNamePx = 7, kMostNamePx = 11;
constexpr double kLeastNameWidth = 22;   // room for a few letters

bool isTerminal(inspect::Category category) {
    return category == inspect::Category::Input || category == inspect::Category::Output;
}

/// Rounded at the top only, where a body follows.
QPainterPath bandPath(const QRectF& band, double radius, bool isWholeBox) {
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    path.addRoundedRect(band, radius, radius);
    if (!isWholeBox) path.addRect(band.adjusted(0, radius, 0, 0));
    return path;
}

}  // namespace

NodePainter::NodePainter(QPainter& painter, const PreparedGraph& graph, const Camera& camera, const Theme& theme)
    : m_painter(painter), m_graph(graph), m_camera(camera), m_theme(theme) {
    for (const TextRole role : {TextRole::Title, TextRole::Body, TextRole::Chip})
        m_fonts[static_cast<int>(role)] = fontOf(role, graph.style);
    const double namePx = std::clamp(graph.style.titlePx * camera.scale * 1.6, kLeastNamePx, kMostNamePx);
    m_nameFont = fontOf(TextRole::Body, graph.style);
    m_nameFont.setPixelSize(static_cast<int>(std::lround(namePx)));
    m_nameScale = m_nameFont.pixelSize() / graph.style.bodyPx;
}

void NodePainter::paintNamed(int node, const QColor& color) {
    const QRectF box = m_camera.toScreen(m_graph.box(node));
    m_painter.fillRect(box, color);
    const inspect::GraphNode& row = m_graph.node(node);
    const std::string& name = isTerminal(row.category) ? row.name : row.op;
    const double room = box.width() - 3;
    if (room < kLeastNameWidth || m_nameFont.pixelSize() + 1 > box.height()) return;
    QString shown = QString::fromStdString(name);
    if (m_graph.widths.widthOf(name, TextRole::Body) * m_nameScale > room)
        shown = QFontMetricsF(m_nameFont).elidedText(shown, Qt::ElideRight, room);
    m_painter.setFont(m_nameFont);
    m_painter.setPen(readableTextOn(color));
    m_painter.drawText(box, Qt::AlignCenter | Qt::TextDontClip, shown);
}

void NodePainter::paintFull(int node, const QColor& color) {
    const Rect& box = m_graph.box(node);
    const NodeText text = textOf(*m_graph.snapshot, node);
    const QPointF corner = m_camera.toScreen(Point{box.x, box.y});
    const double ratio = m_painter.device()->devicePixelRatioF();
    m_painter.save();
    m_painter.translate(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio);
    m_painter.scale(m_camera.scale, m_camera.scale);
    const Rect local{0, 0, box.width, box.height};
    paintFrame(local, text, color, isTerminal(m_graph.node(node).category));
    paintTexts(local, text, readableTextOn(color));
    paintChips(local, text);
    m_painter.restore();
}

void NodePainter::paintFrame(const Rect& box, const NodeText& text, const QColor& color, bool isTerminal) {
    const NodeStyle& style = m_graph.style;
    const QRectF frame(0, 0, box.width, box.height);
    const double radius = isTerminal ? style.cornerRadius * 2.4 : style.cornerRadius;
    const bool isWholeBox = text.lines.empty() && text.chips.empty();
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.nodeFill);
    m_painter.drawRoundedRect(frame, radius, radius);
    m_painter.fillPath(bandPath(QRectF(0, 0, box.width, style.titleHeight), radius, isWholeBox), color);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(m_theme.nodeBorder, 1));
    m_painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

void NodePainter::paintTexts(const Rect& box, const NodeText& text, const QColor& titleColor) {
    const NodeStyle& style = m_graph.style;
    const QRectF title(style.padding, 0, box.width - 2 * style.padding, style.titleHeight);
    m_painter.setPen(titleColor);
    double badgeWidth = 0;
    if (!text.badge.empty()) {
        badgeWidth = m_graph.widths.widthOf(text.badge, TextRole::Body) + style.badgeGap;
        drawText(title, TextRole::Body, text.badge, Qt::AlignRight | Qt::AlignVCenter);
    }
    drawText(title.adjusted(0, 0, -badgeWidth, 0), TextRole::Title, text.title, Qt::AlignLeft | Qt::AlignVCenter);
    QRectF line(style.padding, style.titleHeight + 3, title.width(), style.lineHeight);
    for (std::size_t i = 0; i < text.lines.size(); ++i) {
        m_painter.setPen(i + 1 == text.lines.size() ? m_theme.text : m_theme.mutedText);
        drawText(line, TextRole::Body, text.lines[i], Qt::AlignLeft | Qt::AlignVCenter);
        line.translate(0, style.lineHeight);
    }
}

void NodePainter::paintChips(const Rect& box, const NodeText& text) {
    const auto widthOf = [this](std::string_view label, TextRole role) { return m_graph.widths.widthOf(label, role); };
    for (const ChipBox& chip : placeChips(text, box.width, m_graph.style, widthOf)) {
        const QRectF rect(chip.rect.x, chip.rect.y, chip.rect.width, chip.rect.height);
        m_painter.setPen(QPen(m_theme.border, 1));
        m_painter.setBrush(m_theme.alternateBase);
        m_painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
        m_painter.setPen(m_theme.text);
        drawText(rect.adjusted(4, 0, -4, 0), TextRole::Chip, chip.text, Qt::AlignCenter);
    }
}

void NodePainter::drawText(const QRectF& rect, TextRole role, const std::string& text, Qt::Alignment alignment) {
    const QFont& font = m_fonts[static_cast<int>(role)];
    m_painter.setFont(font);
    QString shown = QString::fromStdString(text);
    if (m_graph.widths.widthOf(text, role) > rect.width() + 0.5)
        shown = QFontMetricsF(font).elidedText(shown, Qt::ElideMiddle, rect.width());
    m_painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine | Qt::TextDontClip, shown);
}

}  // namespace planscope::views::graph
