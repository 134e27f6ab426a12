// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/timeline/timeline_painter.h"

#include "engine/inspect/format.h"
#include "views/profiler/layout/time_axis.h"
#include "views/widgets/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace planscope::views::profiler {
namespace {

constexpr double kLabelPadding = 4, kTickSpacing = 96, kGutterMax = 150, kGutterMin = 70;

QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto channel = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return QColor(channel(from.red(), to.red()), channel(from.green(), to.green()), channel(from.blue(), to.blue()));
}

}  // namespace

double gutterWidth(const TimelineScene& scene, const QFontMetricsF& metrics) {
    double widest = 0;
    for (int i = 0; i < scene.laneCount(); ++i)
        widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(scene.lane(i).lane().name)));
    return std::ceil(std::clamp(widest + 2 * kLabelPadding + 6, kGutterMin, kGutterMax));
}

TimelinePainter::TimelinePainter(QPainter& painter, const TimelineScene& scene, const Theme& theme)
    : m_painter(painter), m_scene(scene), m_theme(theme) {}

void TimelinePainter::paint(QSizeF size, bool hasFocus) {
    m_painter.fillRect(QRectF(QPointF(), size), m_theme.canvas);
    paintRuler();
    m_painter.save();
    m_painter.setClipRect(m_scene.trackRect());
    for (int i = 0; i < m_scene.laneCount(); ++i) {
        paintLane(i);
        paintOutlines(i);
    }
    m_painter.restore();
    paintRange();
    paintCursor();
    paintGutter(size);
    if (!hasFocus) return;
    m_painter.setPen(QPen(m_theme.accent, 1));
    m_painter.setBrush(Qt::NoBrush);
    m_painter.drawRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1));
}

void TimelinePainter::paintRuler() {
    const QRectF ruler = m_scene.rulerRect();
    m_painter.fillRect(ruler, m_theme.window);
    const QFontMetricsF metrics(m_painter.font());
    const double bottom = m_scene.trackRect().bottom();
    const double origin = m_scene.bounds().begin;
    const TimeWindow window{m_scene.window().begin - origin, m_scene.window().end - origin};
    for (const TimeTick& tick : timeTicks(window, m_scene.trackWidth(), kTickSpacing)) {
        const double x = std::floor(m_scene.xOf(tick.ns + origin)) + 0.5;
        const bool isLabelled = !tick.label.empty();
        m_painter.setPen(m_theme.border);
        m_painter.drawLine(QPointF(x, ruler.bottom() - (isLabelled ? 8 : 4)), QPointF(x, ruler.bottom()));
        if (!isLabelled) continue;
        m_painter.setPen(m_theme.gridLine);
        m_painter.drawLine(QPointF(x, ruler.bottom()), QPointF(x, bottom));
        const QString text = QString::fromStdString(tick.label);
        const double width = metrics.horizontalAdvance(text);
        const double left = std::clamp(x - width / 2, ruler.left() + 2, std::max(ruler.left() + 2, ruler.right() - width - 2));
        m_painter.setPen(m_theme.mutedText);
        m_painter.drawText(QRectF(left, 1, width + 2, ruler.height() - 9), Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    m_painter.setPen(m_theme.border);
    m_painter.drawLine(QPointF(ruler.left(), ruler.bottom() - 0.5), QPointF(ruler.right(), ruler.bottom() - 0.5));
}

QColor TimelinePainter::fillOf(const LaneBox& box) const {
    const inspect::LayerRow* const layer = m_scene.layerOf(box.step);
    if (layer) return categoryColor(m_theme, layer->category);
    return mixed(m_theme.canvas, m_theme.mutedText, 0.28);
}

void TimelinePainter::paintLane(int lane) {
    const bool isFading = !m_scene.selectedSteps().empty();
    QRectF hatch;
    const auto flushHatch = [&] {
        if (!hatch.isEmpty()) m_painter.fillRect(hatch, QBrush(mixed(m_theme.canvas, m_theme.text, 0.35), Qt::BDiagPattern));
        hatch = {};
    };
    for (const LaneBox& box : m_scene.boxes(lane)) {
        const QRectF rect = m_scene.boxRect(lane, box);
        const bool isMarked = m_scene.marks(lane).touches(box.first, box.count);
        paintBox(rect, box, isFading && !isMarked && box.step >= 0);
        if (!box.isMerged()) continue;
        if (!hatch.isEmpty() && rect.left() - hatch.right() > 0.01) flushHatch();
        hatch = hatch.isEmpty() ? rect : hatch.united(rect);
    }
    flushHatch();
}

void TimelinePainter::paintBox(const QRectF& rect, const LaneBox& box, bool isFaded) {
    const QColor full = fillOf(box);
    const QColor fill = isFaded ? mixed(m_theme.canvas, full, 0.3) : full;
    m_painter.fillRect(rect, fill);
    if (rect.width() >= 4) {
        m_painter.setPen(mixed(fill, m_theme.canvas, 0.6));
        m_painter.drawLine(QPointF(rect.right() - 0.5, rect.top()), QPointF(rect.right() - 0.5, rect.bottom()));
    }
    if (!box.isMerged()) paintLabel(rect, box, fill);
}

void TimelinePainter::paintLabel(const QRectF& rect, const LaneBox& box, const QColor& fill) {
    const QRectF visible = rect.intersected(m_scene.trackRect());
    if (visible.width() < 40) return;
    const inspect::LayerRow* const layer = m_scene.layerOf(box.step);
    const QString name = layer ? QString::fromStdString(layer->name)
                               : QCoreApplication::translate("Timeline", "inference %1").arg(box.first + 1);
    const QRectF inner = visible.adjusted(kLabelPadding, 0, -kLabelPadding, 0);
    const QFontMetricsF metrics(m_painter.font());
    m_painter.setPen(readableTextOn(fill));
    m_painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(name, Qt::ElideRight, inner.width()));
}

void TimelinePainter::paintOutlines(int lane) {
    m_painter.setBrush(Qt::NoBrush);
    for (const LaneBox& box : m_scene.boxes(lane)) {
        const auto holds = [&](const std::optional<SliceRef>& ref) {
            return ref && ref->lane == lane && ref->slice >= box.first && ref->slice < box.first + box.count;
        };
        const bool isCurrent = holds(m_scene.current());
        if (!isCurrent && !holds(m_scene.hovered()) && !m_scene.marks(lane).touches(box.first, box.count)) continue;
        const QRectF rect = m_scene.boxRect(lane, box);
        const QColor color = isCurrent || m_scene.marks(lane).touches(box.first, box.count) ? m_theme.selection : m_theme.text;
        if (rect.width() < 3) {
            m_painter.fillRect(rect.adjusted(0, -3, 0, 3), color);
            continue;
        }
        m_painter.setPen(QPen(color, isCurrent ? 2 : 1));
        m_painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void TimelinePainter::paintRange() {
    if (!m_scene.range()) return;
    const double left = std::max(m_scene.xOf(m_scene.range()->begin), m_scene.gutter()), right = m_scene.xOf(m_scene.range()->end);
    if (right <= left) return;
    const QRectF area(left, 0, right - left, m_scene.trackRect().bottom());
    QColor tint = m_theme.accent;
    tint.setAlpha(46);
    m_painter.fillRect(area, tint);
    m_painter.setPen(m_theme.accent);
    m_painter.drawLine(area.topLeft(), area.bottomLeft());
    m_painter.drawLine(area.topRight(), area.bottomRight());
    const QString text = m_scene.rangeText(*m_scene.range());
    const double width = QFontMetricsF(m_painter.font()).horizontalAdvance(text) + 2 * kLabelPadding;
    const QRectF track = m_scene.trackRect();
    const double x = std::clamp(area.center().x() - width / 2, track.left(), std::max(track.left(), track.right() - width));
    const QRectF plate(x, 3, width, TimelineScene::kRulerHeight - 6);
    m_painter.fillRect(plate, m_theme.accent);
    m_painter.setPen(m_theme.accentText);
    m_painter.drawText(plate, Qt::AlignCenter, text);
}

void TimelinePainter::paintCursor() {
    if (m_scene.cursorX() < m_scene.gutter()) return;
    const double x = std::floor(m_scene.cursorX()) + 0.5;
    QColor line = m_theme.text;
    line.setAlpha(140);
    m_painter.setPen(QPen(line, 1, Qt::DashLine));
    m_painter.drawLine(QPointF(x, TimelineScene::kRulerHeight), QPointF(x, m_scene.trackRect().bottom()));
    if (m_scene.range()) return;
    const QString text = QString::fromStdString(inspect::formatDuration(std::max(0.0, m_scene.timeAt(x) - m_scene.bounds().begin)));
    const double width = QFontMetricsF(m_painter.font()).horizontalAdvance(text) + 2 * kLabelPadding;
    const QRectF track = m_scene.trackRect();
    const double left = std::clamp(x - width / 2, track.left(), std::max(track.left(), track.right() - width));
    const QRectF plate(left, 3, width, TimelineScene::kRulerHeight - 6);
    m_painter.fillRect(plate, m_theme.text);
    m_painter.setPen(m_theme.canvas);
    m_painter.drawText(plate, Qt::AlignCenter, text);
}

void TimelinePainter::paintGutter(QSizeF size) {
    const double width = m_scene.gutter();
    m_painter.fillRect(QRectF(0, 0, width, size.height()), m_theme.window);
    const QFontMetricsF metrics(m_painter.font());
    m_painter.save();
    m_painter.setClipRect(QRectF(0, TimelineScene::kRulerHeight, width, size.height()));
    m_painter.setPen(m_theme.text);
    for (int i = 0; i < m_scene.laneCount(); ++i) {
        const QRectF row = m_scene.laneRect(i);
        const QRectF inner(kLabelPadding + 2, row.top(), width - 2 * kLabelPadding - 4, row.height());
        const QString name = QString::fromStdString(m_scene.lane(i).lane().name);
        m_painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(name, Qt::ElideRight, inner.width()));
    }
    m_painter.restore();
    m_painter.setPen(m_theme.border);
    m_painter.drawLine(QPointF(width - 0.5, 0), QPointF(width - 0.5, size.height()));
}

}  // namespace planscope::views::profiler
