// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/profiler/timeline/timeline_scene.h"

class QColor;
class QPainter;
class QFontMetricsF;

namespace planscope::views {
struct Theme;
}

namespace planscope::views::profiler {

/// Paints a scene: ruler, lanes, marks, range, cursor, names. Makes no decisions about time or place.
class TimelinePainter {
public:
    TimelinePainter(QPainter& painter, const TimelineScene& scene, const Theme& theme);

    void paint(QSizeF size, bool hasFocus);

private:
    void paintRuler();
    void paintLane(int lane);
    void paintBox(const QRectF& rect, const LaneBox& box, bool isFaded);
    void paintLabel(const QRectF& rect, const LaneBox& box, const QColor& fill);
    void paintOutlines(int lane);
    void paintRange();
    void paintCursor();
    void paintGutter(QSizeF size);
    QColor fillOf(const LaneBox& box) const;

    QPainter& m_painter;
    const TimelineScene& m_scene;
    const Theme& m_theme;
};

/// Width of the gutter that the names of the lanes need.
double gutterWidth(const TimelineScene& scene, const QFontMetricsF& metrics);

}  // namespace planscope::views::profiler
