// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/timeline/timeline_widget.h"

#include "views/profiler/timeline/slice_tool_tip.h"
#include "views/profiler/timeline/timeline_painter.h"
#include "views/widgets/theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QPainter>
#include <QScrollBar>

#include <cmath>

namespace planscope::views::profiler {
namespace {

constexpr int kScrollUnits = 1'000'000;  ///< the whole recording on the horizontal scroll bar
constexpr double kZoomStep = 1.4;

}  // namespace

TimelineWidget::TimelineWidget(QWidget* parent) : QAbstractScrollArea(parent) {
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(tr("Timeline of the profiled inferences"));
    setAccessibleDescription(tr("W and S zoom, A and D pan, comma and period go from slice to slice, F shows the current slice or all"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setMinimumHeight(68);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    horizontalScrollBar()->setAccessibleName(tr("Time shown"));
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
}

void TimelineWidget::setSnapshot(inspect::ProfileSnapshotPtr snapshot) {
    m_scene.setSnapshot(std::move(snapshot));
    setRange(std::nullopt);
    m_scene.setWindow(fitted(m_scene.medianInference(), m_scene.bounds()));
    updateGeometryOfScene();
    Q_EMIT sentenceChanged({});
}

void TimelineWidget::setSelectedSteps(const QList<int>& steps) {
    m_scene.setSelectedSteps(steps);
    const std::optional<SliceRef> current = m_scene.current();
    if (current && !m_scene.marks(current->lane).touches(current->slice, 1)) m_scene.setCurrent(std::nullopt);
    viewport()->update();
}

void TimelineWidget::setWindow(TimeWindow window) {
    m_scene.setWindow(window);
    updateScrollBars();
    viewport()->update();
}

void TimelineWidget::zoomAround(double factor, double anchorNs) {
    setWindow(zoomed(m_scene.window(), factor, anchorNs, m_scene.bounds()));
}

void TimelineWidget::zoomIn() {
    const double middle = (m_scene.window().begin + m_scene.window().end) / 2;
    zoomAround(1 / kZoomStep, m_scene.cursorX() >= m_scene.gutter() ? m_scene.timeAt(m_scene.cursorX()) : middle);
}

void TimelineWidget::zoomOut() {
    const double middle = (m_scene.window().begin + m_scene.window().end) / 2;
    zoomAround(kZoomStep, m_scene.cursorX() >= m_scene.gutter() ? m_scene.timeAt(m_scene.cursorX()) : middle);
}

void TimelineWidget::panBy(double share) { setWindow(panned(m_scene.window(), m_scene.window().length() * share, m_scene.bounds())); }

void TimelineWidget::fitAll() { setWindow(m_scene.bounds()); }

void TimelineWidget::focusSelection() {
    std::optional<SliceRef> target = m_scene.current();
    for (int i = 0; !target && i < m_scene.laneCount(); ++i)
        if (const auto slice = m_scene.marks(i).firstFrom(m_scene.lane(i).firstEndingAfter(m_scene.window().begin)))
            target = SliceRef{i, *slice};
    if (!target) return fitAll();
    const inspect::TimelineSlice& slice = m_scene.slice(*target);
    const double begin = static_cast<double>(slice.beginNs), end = static_cast<double>(slice.endNs);
    const TimeWindow close = fitted({begin - (end - begin), end + (end - begin)}, m_scene.bounds());
    const bool isShown = std::abs(close.begin - m_scene.window().begin) < 1 && std::abs(close.end - m_scene.window().end) < 1;
    setWindow(isShown ? m_scene.bounds() : close);
}

void TimelineWidget::goToNextSlice() { stepCurrent(1); }
void TimelineWidget::goToPreviousSlice() { stepCurrent(-1); }

/// The neighbour in the same lane; without a current slice the first one in view of the last lane, which shows steps.
void TimelineWidget::stepCurrent(int direction) {
    if (m_scene.isEmpty()) return;
    const std::optional<SliceRef> current = m_scene.current();
    const int lane = current ? current->lane : m_scene.laneCount() - 1;
    const std::size_t size = m_scene.lane(lane).size();
    if (size == 0) return;
    if (!current) return setCurrent({lane, std::min(size - 1, m_scene.lane(lane).firstEndingAfter(m_scene.window().begin))});
    if (direction < 0 && current->slice == 0) return;
    if (direction > 0 && current->slice + 1 == size) return;
    setCurrent({lane, current->slice + static_cast<std::size_t>(direction)});
}

void TimelineWidget::setCurrent(SliceRef ref) {
    const inspect::TimelineSlice& slice = m_scene.slice(ref);
    const double begin = static_cast<double>(slice.beginNs), end = static_cast<double>(slice.endNs);
    if (begin < m_scene.window().begin || end > m_scene.window().end) {
        const double middle = (begin + end) / 2, half = std::max(m_scene.window().length(), end - begin) / 2;
        setWindow(clamped({middle - half, middle + half}, m_scene.bounds()));
    }
    select(ref);
}

void TimelineWidget::select(std::optional<SliceRef> slice) {
    m_scene.setCurrent(slice);
    const int step = slice ? m_scene.slice(*slice).step : -1;
    const QList<int> steps = step < 0 ? QList<int>() : QList<int>{step};
    m_scene.setSelectedSteps(steps);
    Q_EMIT sentenceChanged(slice ? sliceSentence(m_scene, *slice) : QString());
    Q_EMIT stepsSelected(steps);
    viewport()->update();
}

void TimelineWidget::setRange(std::optional<TimeWindow> range) {
    m_scene.setRange(range);
    Q_EMIT rangeChanged(range ? m_scene.rangeText(*range) : QString());
    viewport()->update();
}

void TimelineWidget::updateGeometryOfScene() {
    const QSizeF size = viewport()->size();
    const double gutter = gutterWidth(m_scene, QFontMetricsF(font()));
    m_scene.setGeometry(size, gutter, devicePixelRatioF(), verticalScrollBar()->value());
    updateScrollBars();
    viewport()->update();
}

void TimelineWidget::updateScrollBars() {
    m_isSettingScrollBars = true;
    const double hidden = m_scene.contentHeight() - viewport()->height();
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(hidden))));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(static_cast<int>(m_scene.laneHeight()));
    const TimeWindow bounds = m_scene.bounds(), window = m_scene.window();
    QScrollBar* const bar = horizontalScrollBar();
    if (bounds.isEmpty()) {
        bar->setRange(0, 0);
    } else {
        const double unit = kScrollUnits / bounds.length();
        const int page = std::max(1, static_cast<int>(window.length() * unit));
        bar->setRange(0, kScrollUnits - page);
        bar->setPageStep(page);
        bar->setSingleStep(std::max(1, page / 10));
        bar->setValue(static_cast<int>((window.begin - bounds.begin) * unit));
    }
    m_isSettingScrollBars = false;
}

void TimelineWidget::scrollContentsBy(int dx, int) {
    if (m_isSettingScrollBars) return;
    if (dx == 0) return updateGeometryOfScene();
    const TimeWindow bounds = m_scene.bounds();
    const double begin = bounds.begin + bounds.length() * horizontalScrollBar()->value() / kScrollUnits;
    m_scene.setWindow(clamped({begin, begin + m_scene.window().length()}, bounds));
    viewport()->update();
}

void TimelineWidget::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.setFont(font());
    TimelinePainter(painter, m_scene, themeFor(palette())).paint(viewport()->size(), hasFocus());
}

void TimelineWidget::resizeEvent(QResizeEvent*) { updateGeometryOfScene(); }

void TimelineWidget::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) viewport()->update();
    if (event->type() == QEvent::FontChange) updateGeometryOfScene();
}

}  // namespace planscope::views::profiler
