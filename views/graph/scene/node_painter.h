// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/camera.h"
#include "views/graph/scene/prepared_graph.h"
#include "views/widgets/theme.h"

#include <QFont>

class QPainter;

namespace planscope::views::graph {

/// Draws single boxes with fonts that are prepared once per picture.
class NodePainter {
public:
    NodePainter(QPainter& painter, const PreparedGraph& graph, const Camera& camera, const Theme& theme);

    /// Everything: band with operator and time, attributes, shape, fused operators.
    void paintFull(int node, const QColor& color);
    /// A block with the operator where it fits.
    void paintNamed(int node, const QColor& color);

private:
    void paintFrame(const Rect& box, const NodeText& text, const QColor& color, bool isTerminal);
    void paintTexts(const Rect& box, const NodeText& text, const QColor& titleColor);
    void paintChips(const Rect& box, const NodeText& text);
    void drawText(const QRectF& rect, TextRole role, const std::string& text, Qt::Alignment alignment);

    QPainter& m_painter;
    const PreparedGraph& m_graph;
    const Camera& m_camera;
    const Theme& m_theme;
    QFont m_fonts[3];
    QFont m_nameFont;
    double m_nameScale = 1;   // of the title font
};

}  // namespace planscope::views::graph
