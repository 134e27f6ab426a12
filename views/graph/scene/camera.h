// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/layout/geometry.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace planscope::views::graph {

/// Which part of the scene a widget shows: screen = (scene - origin) * scale, in logical pixels.
struct Camera {
    static constexpr double kLeastScale = 0.0005;
    static constexpr double kMostScale = 4.0;

    QPointF origin;
    double scale = 1.0;

    QPointF toScreen(Point point) const { return {(point.x - origin.x()) * scale, (point.y - origin.y()) * scale}; }
    QRectF toScreen(const Rect& rect) const {
        return {toScreen(Point{rect.x, rect.y}), QSizeF(rect.width * scale, rect.height * scale)};
    }
    Point toScene(QPointF point) const {
        return {point.x() / scale + origin.x(), point.y() / scale + origin.y()};
    }
    /// The part of the scene that a viewport of this size shows.
    Rect shown(QSizeF viewport) const {
        return {origin.x(), origin.y(), viewport.width() / scale, viewport.height() / scale};
    }

    /// The camera after zooming so that the scene point under `anchor` stays there.
    Camera zoomed(double factor, QPointF anchor) const;
    Camera panned(QPointF screenDelta) const;
    /// The camera that shows `area` in the middle, as large as fits but not larger than `mostScale`.
    static Camera fitting(const Rect& area, QSizeF viewport, double mostScale);
    Camera centredOn(Point point, QSizeF viewport) const;
};

}  // namespace planscope::views::graph
