// SPDX-License-Identifier: GPL-3.0-or-later
// The mouse and the keys of the timeline.
#include "views/profiler/timeline/slice_tool_tip.h"
#include "views/profiler/timeline/timeline_widget.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace planscope::views::profiler {
namespace {

constexpr double kWheelNotch = 120, kZoomPerNotch = 1.25, kPanPerKey = 0.15;

struct KeyBinding {
    int key;
    void (TimelineWidget::*slot)();
};
constexpr KeyBinding kBindings[] = {
    {Qt::Key_W, &TimelineWidget::zoomIn},          {Qt::Key_Plus, &TimelineWidget::zoomIn},
    {Qt::Key_Equal, &TimelineWidget::zoomIn},      {Qt::Key_S, &TimelineWidget::zoomOut},
    {Qt::Key_Minus, &TimelineWidget::zoomOut},     {Qt::Key_F, &TimelineWidget::focusSelection},
    {Qt::Key_Home, &TimelineWidget::fitAll},       {Qt::Key_0, &TimelineWidget::fitAll},
    {Qt::Key_Period, &TimelineWidget::goToNextSlice}, {Qt::Key_Comma, &TimelineWidget::goToPreviousSlice}};

}  // namespace

void TimelineWidget::keyPressEvent(QKeyEvent* event) {
    const bool isPlain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (isPlain) {
        for (const KeyBinding& binding : kBindings)
            if (event->key() == binding.key) return (this->*binding.slot)();
        if (event->key() == Qt::Key_A || event->key() == Qt::Key_Left) return panBy(-kPanPerKey);
        if (event->key() == Qt::Key_D || event->key() == Qt::Key_Right) return panBy(kPanPerKey);
        if (event->key() == Qt::Key_Escape && (m_scene.range() || m_scene.current() || !m_scene.selectedSteps().empty())) {
            if (m_scene.range()) return setRange(std::nullopt);
            return select(std::nullopt);
        }
    }
    event->ignore();
}

void TimelineWidget::wheelEvent(QWheelEvent* event) {
    if (m_scene.isEmpty()) return event->ignore();
    const QPointF turn = event->angleDelta();
    const bool isSideways = (event->modifiers() & Qt::ShiftModifier) || std::abs(turn.x()) > std::abs(turn.y());
    const double notches = (std::abs(turn.x()) > std::abs(turn.y()) ? turn.x() : turn.y()) / kWheelNotch;
    if (isSideways) panBy(-notches * kPanPerKey);
    else zoomAround(std::pow(kZoomPerNotch, -notches), m_scene.timeAt(std::max(event->position().x(), m_scene.gutter())));
    hover(event->position());
    event->accept();
}

void TimelineWidget::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_scene.isEmpty() || event->position().x() < m_scene.gutter()) return event->ignore();
    m_pressed = event->position();
    m_windowAtPress = m_scene.window();
    const bool isMeasuring = (event->modifiers() & Qt::ShiftModifier) || event->position().y() < TimelineScene::kRulerHeight;
    m_drag = isMeasuring ? Drag::Range : Drag::Pending;
    if (isMeasuring) setRange(std::nullopt);
}

void TimelineWidget::mouseMoveEvent(QMouseEvent* event) {
    const QPointF point = event->position();
    if (m_drag == Drag::Pending && (point - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Pan) {
        const double moved = (m_pressed.x() - point.x()) / m_scene.trackWidth() * m_windowAtPress.length();
        setWindow(panned(m_windowAtPress, moved, m_scene.bounds()));
    }
    if (m_drag == Drag::Range) {
        const double from = m_scene.timeAt(m_pressed.x()), to = m_scene.timeAt(std::max(point.x(), m_scene.gutter()));
        setRange(TimeWindow{std::min(from, to), std::max(from, to)});
    }
    hover(point);
}

void TimelineWidget::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    const Drag finished = std::exchange(m_drag, Drag::None);
    viewport()->unsetCursor();
    if (finished == Drag::Pending) select(m_scene.sliceUnder(event->position()));
    if (finished == Drag::Range && m_scene.range() && m_scene.xOf(m_scene.range()->end) - m_scene.xOf(m_scene.range()->begin) < 2)
        setRange(std::nullopt);
}

void TimelineWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    const auto slice = m_scene.sliceUnder(event->position());
    if (event->button() != Qt::LeftButton || !slice) return event->ignore();
    select(slice);
    focusSelection();
}

void TimelineWidget::hover(QPointF point) {
    m_scene.setCursorX(point.x());
    const std::optional<SliceRef> slice = m_scene.sliceUnder(point);
    if (slice != m_scene.hovered()) {
        m_scene.setHovered(slice);
        const std::optional<SliceRef> told = slice ? slice : m_scene.current();
        Q_EMIT sentenceChanged(told ? sliceSentence(m_scene, *told) : QString());
    }
    viewport()->update();
}

void TimelineWidget::leave() {
    m_scene.setCursorX(-1);
    m_scene.setHovered(std::nullopt);
    Q_EMIT sentenceChanged(m_scene.current() ? sliceSentence(m_scene, *m_scene.current()) : QString());
    viewport()->update();
}

bool TimelineWidget::showToolTip(QPoint point, QPoint globalPoint) {
    const std::optional<SliceRef> slice = m_scene.sliceUnder(point);
    if (!slice) {
        QToolTip::hideText();
        return true;
    }
    const LaneBox* const box = m_scene.boxUnder(point);
    QToolTip::showText(globalPoint, sliceToolTip(m_scene, *slice, box->count), viewport(),
                       m_scene.boxRect(slice->lane, *box).toAlignedRect());
    return true;
}

bool TimelineWidget::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) leave();
    if (event->type() == QEvent::ToolTip) {
        const auto* const help = static_cast<QHelpEvent*>(event);
        return showToolTip(help->pos(), help->globalPos());
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineWidget::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TimelineWidget::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

}  // namespace planscope::views::profiler
