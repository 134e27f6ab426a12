// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/camera.h"

#include <algorithm>

namespace planscope::views::graph {

Camera Camera::zoomed(double factor, QPointF anchor) const {
    Camera result = *this;
    result.scale = std::clamp(scale * factor, kLeastScale, kMostScale);
    result.origin = origin + anchor / scale - anchor / result.scale;
    return result;
}

Camera Camera::panned(QPointF screenDelta) const {
    Camera result = *this;
    result.origin -= screenDelta / scale;
    return result;
}

Camera Camera::fitting(const Rect& area, QSizeF viewport, double mostScale) {
    Camera result;
    if (area.width <= 0 || area.height <= 0 || viewport.isEmpty()) return result;
    const double fit = std::min(viewport.width() / area.width, viewport.height() / area.height);
    result.scale = std::clamp(fit, kLeastScale, mostScale);
    return result.centredOn({area.centreX(), area.centreY()}, viewport);
}

Camera Camera::centredOn(Point point, QSizeF viewport) const {
    Camera result = *this;
    result.origin = {point.x - viewport.width() / scale / 2, point.y - viewport.height() / scale / 2};
    return result;
}

}  // namespace planscope::views::graph
