// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/pixel_canvas.h"

#include <algorithm>
#include <cmath>

namespace planscope::views::graph {
namespace {

/// Cuts the part of a line at which `from + t * step` leaves [0, limit] off the interval [low, high].
bool clipAxis(double from, double step, double limit, double& low, double& high) {
    if (step == 0) return from >= 0 && from <= limit;
    const double first = -from / step, second = (limit - from) / step;
    low = std::max(low, std::min(first, second));
    high = std::min(high, std::max(first, second));
    return low <= high;
}

}  // namespace

PixelCanvas::PixelCanvas(QImage& image)
    : m_pixels(reinterpret_cast<QRgb*>(image.bits())),
      m_stride(image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb))),
      m_width(image.width()),
      m_height(image.height()) {}

void PixelCanvas::fillRect(const QRectF& rect, QRgb color) {
    if (rect.right() < 0 || rect.bottom() < 0 || rect.left() >= m_width || rect.top() >= m_height) return;
    const int left = std::max(0, static_cast<int>(rect.left())), top = std::max(0, static_cast<int>(rect.top()));
    const int right = std::clamp(static_cast<int>(std::lround(rect.right())), left + 1, std::max(left + 1, m_width));
    const int bottom = std::clamp(static_cast<int>(std::lround(rect.bottom())), top + 1, std::max(top + 1, m_height));
    for (int y = top; y < std::min(bottom, m_height); ++y)
        std::fill(m_pixels + y * m_stride + left, m_pixels + y * m_stride + std::min(right, m_width), color);
}

void PixelCanvas::drawLine(QPointF from, QPointF to, QRgb color) {
    const QPointF step = to - from;
    double low = 0, high = 1;
    if (!clipAxis(from.x(), step.x(), m_width - 1, low, high)) return;
    if (!clipAxis(from.y(), step.y(), m_height - 1, low, high)) return;
    const QPointF first = from + step * low, last = from + step * high;
    const int count = static_cast<int>(std::max(std::abs(last.x() - first.x()), std::abs(last.y() - first.y()))) + 1;
    const QPointF stride = (last - first) / count;
    QPointF at = first + QPointF(0.5, 0.5);
    for (int i = 0; i <= count; ++i, at += stride) {
        const int x = std::clamp(static_cast<int>(at.x()), 0, m_width - 1);
        const int y = std::clamp(static_cast<int>(at.y()), 0, m_height - 1);
        m_pixels[y * m_stride + x] = color;
    }
}

}  // namespace planscope::views::graph
