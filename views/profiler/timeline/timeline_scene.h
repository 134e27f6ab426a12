// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "views/profiler/layout/lane_layout.h"
#include "views/profiler/layout/slice_marks.h"
#include "views/profiler/layout/time_window.h"

#include <QList>
#include <QRectF>

#include <optional>
#include <vector>

namespace planscope::views::profiler {

/// A slice of a lane, by index.
struct SliceRef {
    int lane = -1;
    std::size_t slice = 0;
    friend bool operator==(const SliceRef&, const SliceRef&) = default;
};

/// What the timeline shows and where: lanes below a ruler, names in a gutter at the left. Holds no widget; the painter
/// reads it, the widget changes it.
class TimelineScene {
public:
    static constexpr double kRulerHeight = 26;

    void setSnapshot(inspect::ProfileSnapshotPtr snapshot);
    const inspect::ProfileSnapshotPtr& snapshot() const { return m_snapshot; }
    bool isEmpty() const { return m_lanes.empty(); }

    /// @param size  of the viewport in logical pixels  @param gutter  width of the names
    void setGeometry(QSizeF size, double gutter, double devicePixelRatio, double scrollY);
    void setWindow(TimeWindow window);
    void setSelectedSteps(const QList<int>& steps);
    void setCurrent(std::optional<SliceRef> current) { m_current = current; }
    void setHovered(std::optional<SliceRef> hovered) { m_hovered = hovered; }
    void setCursorX(double x) { m_cursorX = x; }
    void setRange(std::optional<TimeWindow> range) { m_range = range; }

    TimeWindow window() const { return m_window; }
    TimeWindow bounds() const { return m_bounds; }
    /// The inference of median duration, the one to look at first; everything where no lane holds inferences.
    TimeWindow medianInference() const;
    const std::vector<int>& selectedSteps() const { return m_selected; }
    std::optional<SliceRef> current() const { return m_current; }
    std::optional<SliceRef> hovered() const { return m_hovered; }
    double cursorX() const { return m_cursorX; }
    std::optional<TimeWindow> range() const { return m_range; }

    int laneCount() const { return static_cast<int>(m_lanes.size()); }
    const LaneIndex& lane(int i) const { return m_lanes[static_cast<std::size_t>(i)].index; }
    const SliceMarks& marks(int i) const { return m_lanes[static_cast<std::size_t>(i)].marks; }
    /// Boxes in device pixels from the left edge of trackRect().
    const std::vector<LaneBox>& boxes(int i) const { return m_lanes[static_cast<std::size_t>(i)].boxes; }
    const inspect::TimelineSlice& slice(const SliceRef& ref) const { return lane(ref.lane).slice(ref.slice); }
    /// The layer of a step; null for inferences.
    const inspect::LayerRow* layerOf(int step) const;

    double gutter() const { return m_gutter; }
    double laneHeight() const { return m_laneHeight; }
    double contentHeight() const { return kRulerHeight + m_laneHeight * laneCount(); }
    QRectF rulerRect() const { return {m_gutter, 0, trackWidth(), kRulerHeight}; }
    QRectF trackRect() const { return {m_gutter, kRulerHeight, trackWidth(), m_size.height() - kRulerHeight}; }
    QRectF laneRect(int i) const { return {m_gutter, kRulerHeight + i * m_laneHeight - m_scrollY, trackWidth(), m_laneHeight}; }
    QRectF boxRect(int lane, const LaneBox& box) const;
    double trackWidth() const { return std::max(1.0, m_size.width() - m_gutter); }
    double devicePixelRatio() const { return m_ratio; }

    double timeAt(double x) const { return m_window.begin + (x - m_gutter) / trackWidth() * m_window.length(); }
    double xOf(double ns) const { return m_gutter + (ns - m_window.begin) / m_window.length() * trackWidth(); }
    int laneAt(double y) const;
    /// The box under a point; null if there is none.
    const LaneBox* boxUnder(QPointF point) const;
    /// The slice under a point: within a merged box the one at that moment, or the longest where the moment is a gap.
    std::optional<SliceRef> sliceUnder(QPointF point) const;
    /// "12.3 ms · 482 slices · busy 97 %" over all lanes but the one of inferences.
    QString rangeText(TimeWindow range) const;

private:
    struct Lane {
        LaneIndex index;
        SliceMarks marks;
        std::vector<LaneBox> boxes;
    };
    void layout();

    inspect::ProfileSnapshotPtr m_snapshot;
    std::vector<Lane> m_lanes;
    TimeWindow m_bounds, m_window;
    std::vector<int> m_selected;
    std::optional<SliceRef> m_current, m_hovered;
    std::optional<TimeWindow> m_range;
    double m_cursorX = -1;
    QSizeF m_size{1, 1};
    double m_gutter = 0, m_ratio = 1, m_scrollY = 0, m_laneHeight = 40;
};

}  // namespace planscope::views::profiler
