// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/timeline/timeline_scene.h"

#include "engine/inspect/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace planscope::views::profiler {
namespace {

constexpr double kLaneHeightMin = 30, kLaneHeightMax = 60;

bool holdsInferences(const inspect::TimelineLane& lane) { return lane.slices.empty() || lane.slices.front().step < 0; }

}  // namespace

void TimelineScene::setSnapshot(inspect::ProfileSnapshotPtr snapshot) {
    m_snapshot = std::move(snapshot);
    m_lanes.clear();
    m_current.reset();
    m_hovered.reset();
    m_range.reset();
    m_selected.clear();
    m_bounds = {};
    if (m_snapshot) {
        for (const inspect::TimelineLane& lane : m_snapshot->lanes) m_lanes.push_back({LaneIndex(lane), {}, {}});
        m_bounds = boundsOf(m_snapshot->lanes);
    }
    if (m_bounds.isEmpty()) m_lanes.clear();
    setWindow(m_bounds);
}

void TimelineScene::setGeometry(QSizeF size, double gutter, double devicePixelRatio, double scrollY) {
    m_size = size;
    m_gutter = gutter;
    m_ratio = devicePixelRatio;
    m_scrollY = scrollY;
    const double available = (size.height() - kRulerHeight) / std::max(1, laneCount());
    m_laneHeight = std::floor(std::clamp(available, kLaneHeightMin, kLaneHeightMax));
    layout();
}

void TimelineScene::setWindow(TimeWindow window) {
    m_window = clamped(window, m_bounds);
    layout();
}

void TimelineScene::setSelectedSteps(const QList<int>& steps) {
    m_selected.assign(steps.begin(), steps.end());
    std::ranges::sort(m_selected);
    std::erase_if(m_selected, [](int step) { return step < 0; });
    for (Lane& lane : m_lanes) lane.marks = SliceMarks(lane.index.lane(), m_selected);
}

void TimelineScene::layout() {
    const int columns = static_cast<int>(std::ceil(trackWidth() * m_ratio));
    for (Lane& lane : m_lanes) lane.boxes = layoutLane(lane.index, m_window, columns);
}

const inspect::LayerRow* TimelineScene::layerOf(int step) const {
    if (!m_snapshot || step < 0 || step >= static_cast<int>(m_snapshot->layers.size())) return nullptr;
    return &m_snapshot->layers[static_cast<std::size_t>(step)];
}

TimeWindow TimelineScene::medianInference() const {
    for (const Lane& lane : m_lanes) {
        const auto& slices = lane.index.lane().slices;
        if (slices.empty() || slices.front().step >= 0) continue;
        std::vector<std::size_t> order(slices.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto middle = order.begin() + static_cast<std::ptrdiff_t>((order.size() - 1) / 2);
        std::ranges::nth_element(order, middle, {}, [&](std::size_t i) { return slices[i].endNs - slices[i].beginNs; });
        return {static_cast<double>(slices[*middle].beginNs), static_cast<double>(slices[*middle].endNs)};
    }
    return m_bounds;
}

QRectF TimelineScene::boxRect(int lane, const LaneBox& box) const {
    const QRectF row = laneRect(lane);
    return {m_gutter + box.column / m_ratio, row.top() + 4, (box.endColumn - box.column) / m_ratio, row.height() - 8};
}

int TimelineScene::laneAt(double y) const {
    const int i = static_cast<int>(std::floor((y - kRulerHeight + m_scrollY) / m_laneHeight));
    return y < kRulerHeight || i < 0 || i >= laneCount() ? -1 : i;
}

const LaneBox* TimelineScene::boxUnder(QPointF point) const {
    const int i = laneAt(point.y());
    if (i < 0 || point.x() < m_gutter) return nullptr;
    return boxAt(boxes(i), static_cast<int>(std::floor((point.x() - m_gutter) * m_ratio)));
}

std::optional<SliceRef> TimelineScene::sliceUnder(QPointF point) const {
    const LaneBox* const box = boxUnder(point);
    if (!box) return std::nullopt;
    const int i = laneAt(point.y());
    if (!box->isMerged()) return SliceRef{i, box->first};
    const auto exact = lane(i).sliceAt(timeAt(point.x()));
    const bool isInside = exact && *exact >= box->first && *exact < box->first + box->count;
    return SliceRef{i, isInside ? *exact : lane(i).longest(box->first, box->first + box->count)};
}

QString TimelineScene::rangeText(TimeWindow range) const {
    std::size_t slices = 0;
    double busy = 0;
    int lanes = 0;
    for (const Lane& lane : m_lanes) {
        if (holdsInferences(lane.index.lane())) continue;
        const RangeTotals totals = totalsIn(lane.index, range);
        slices += totals.count;
        busy += totals.busyNs;
        ++lanes;
    }
    const double share = lanes > 0 && range.length() > 0 ? busy / (range.length() * lanes) : -1;
    const QString count = slices == 1 ? QCoreApplication::translate("Timeline", "1 slice")
                                      : QCoreApplication::translate("Timeline", "%1 slices").arg(slices);
    return QCoreApplication::translate("Timeline", "%1 · %2 · busy %3")
        .arg(QString::fromStdString(inspect::formatDuration(range.length())), count, QString::fromStdString(inspect::formatPercent(share)));
}

}  // namespace planscope::views::profiler
