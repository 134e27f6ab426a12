// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QImage>
#include <QPointF>
#include <QRectF>

namespace planscope::views::graph {

/// Opaque rectangles and thin lines written straight into a 32-bit image, in device pixels. Much faster than QPainter for
/// tens of thousands of tiny shapes.
class PixelCanvas {
public:
    explicit PixelCanvas(QImage& image);

    /// At least one pixel large, so that nothing disappears when zoomed out.
    void fillRect(const QRectF& rect, QRgb color);
    void drawLine(QPointF from, QPointF to, QRgb color);

private:
    QRgb* m_pixels;
    qsizetype m_stride;   // in pixels
    int m_width, m_height;
};

}  // namespace planscope::views::graph
