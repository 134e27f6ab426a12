// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/profiler/timeline/timeline_scene.h"

#include <QAbstractScrollArea>

namespace planscope::views::profiler {

/// The timeline: lanes of slices under a ruler. Wheel, W and S zoom; drag, A and D pan; a drag on the ruler or with Shift
/// measures a range; a click selects a step; "." and "," go to the next and previous slice; F shows the current slice,
/// then everything. Opens on the median inference.
class TimelineWidget : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit TimelineWidget(QWidget* parent = nullptr);

    void setSnapshot(inspect::ProfileSnapshotPtr snapshot);
    /// Marks all slices of these steps; gives no signal.
    void setSelectedSteps(const QList<int>& steps);

    const TimelineScene& scene() const { return m_scene; }
    void setWindow(TimeWindow window);

public Q_SLOTS:
    void zoomIn();
    void zoomOut();
    void fitAll();
    /// Shows the current slice; where it is shown already, everything.
    void focusSelection();
    void goToNextSlice();
    void goToPreviousSlice();

Q_SIGNALS:
    void stepsSelected(const QList<int>& steps);
    /// What is under the mouse or current, in one sentence; empty when nothing is.
    void sentenceChanged(const QString& sentence);
    /// "12.3 ms · 482 slices · busy 97 %"; empty when the range is cleared.
    void rangeChanged(const QString& text);

protected:
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag { None, Pending, Pan, Range };

    void updateGeometryOfScene();
    void updateScrollBars();
    void zoomAround(double factor, double anchorNs);
    void panBy(double share);
    void hover(QPointF point);
    void leave();
    void select(std::optional<SliceRef> slice);
    void setCurrent(SliceRef slice);
    void stepCurrent(int direction);
    void setRange(std::optional<TimeWindow> range);
    bool showToolTip(QPoint point, QPoint globalPoint);

    TimelineScene m_scene;
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    TimeWindow m_windowAtPress;
    bool m_isSettingScrollBars = false;
};

}  // namespace planscope::views::profiler
