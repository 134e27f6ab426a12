// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/profiler/sample_profile.h"
#include "views/profiler/layout/lane_layout.h"
#include "views/profiler/layout/memory_steps.h"
#include "views/profiler/layout/slice_marks.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <random>

using namespace planscope;
using namespace planscope::views::profiler;

namespace {

/// Slices of random length with random gaps, some of them empty.
inspect::TimelineLane randomLane(std::size_t count, unsigned seed) {
    inspect::TimelineLane lane{.name = "random"};
    std::mt19937 engine(seed);
    std::int64_t now = 1000;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t length = engine() % 7 == 0 ? engine() % 90'000 : engine() % 900;
        lane.slices.push_back({now, now + length, static_cast<std::int32_t>(engine() % 50)});
        now += length + (engine() % 3 == 0 ? engine() % 5'000 : 0);
    }
    return lane;
}

/// Slices that lie at least partly in the window, counted one by one.
std::size_t slicesIn(const inspect::TimelineLane& lane, TimeWindow window) {
    return static_cast<std::size_t>(std::ranges::count_if(lane.slices, [&](const inspect::TimelineSlice& s) {
        return static_cast<double>(s.endNs) > window.begin && static_cast<double>(s.beginNs) < window.end;
    }));
}

}  // namespace

class LaneLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverMoreBoxesThanColumnsAndNoneLost();
    void longSliceAfterTinyOnesKeepsItsOwnBox();
    void boxesAreFoundByColumn();
    void longestAgreesWithAWalk();
    void totalsCutSlicesAtTheEdges();
    void marksFindTheirSlices();
    void memoryStairsKeepThePeak();
    void aMillionSlicesInTime();
};

void LaneLayoutTest::neverMoreBoxesThanColumnsAndNoneLost() {
    for (const unsigned seed : {1U, 2U, 3U}) {
        const inspect::TimelineLane lane = randomLane(5000, seed);
        const LaneIndex index(lane);
        const double begin = static_cast<double>(lane.slices.front().beginNs), end = static_cast<double>(lane.slices.back().endNs);
        std::mt19937 engine(seed);
        for (int trial = 0; trial < 200; ++trial) {
            const double from = begin + (end - begin) * (engine() % 1000) / 1000.0;
            const TimeWindow window{from, from + (end - begin) / (1 + engine() % 400)};
            const int columns = 1 + static_cast<int>(engine() % 1500);
            const std::vector<LaneBox> boxes = layoutLane(index, window, columns);
            QVERIFY(boxes.size() <= static_cast<std::size_t>(columns));
            std::size_t counted = 0;
            int free = 0;
            for (const LaneBox& box : boxes) {
                QVERIFY(box.column >= free && box.endColumn > box.column && box.endColumn <= columns);
                free = box.endColumn;
                counted += box.count;
            }
            QCOMPARE(counted, slicesIn(lane, window));
        }
    }
}

void LaneLayoutTest::longSliceAfterTinyOnesKeepsItsOwnBox() {
    const inspect::TimelineLane lane{.name = "", .slices = {{0, 1, 7}, {1, 2, 8}, {2, 100, 9}}};
    const std::vector<LaneBox> boxes = layoutLane(LaneIndex(lane), {0, 100}, 10);
    QCOMPARE(boxes.size(), std::size_t{2});
    QCOMPARE(boxes[0].count, std::size_t{2});
    QCOMPARE(boxes[0].endColumn, 1);
    QCOMPARE(boxes[1].count, std::size_t{1});
    QCOMPARE(boxes[1].step, 9);
    QCOMPARE(boxes[1].endColumn, 10);
}

void LaneLayoutTest::boxesAreFoundByColumn() {
    const inspect::TimelineLane lane{.name = "", .slices = {{0, 20, 1}, {50, 60, 2}}};
    const std::vector<LaneBox> boxes = layoutLane(LaneIndex(lane), {0, 100}, 100);
    QCOMPARE(boxAt(boxes, 0)->step, 1);
    QCOMPARE(boxAt(boxes, 19)->step, 1);
    QVERIFY(!boxAt(boxes, 20));
    QCOMPARE(boxAt(boxes, 50)->step, 2);
    QVERIFY(!boxAt(boxes, 60));
    QVERIFY(!boxAt(boxes, 99));
    QVERIFY(layoutLane(LaneIndex(lane), {20, 50}, 100).empty());
}

void LaneLayoutTest::longestAgreesWithAWalk() {
    const inspect::TimelineLane lane = randomLane(3000, 9);
    const LaneIndex index(lane);
    std::mt19937 engine(4);
    for (int trial = 0; trial < 2000; ++trial) {
        const std::size_t first = engine() % 2999, last = first + 1 + engine() % (3000 - first);
        std::int64_t best = -1;
        for (std::size_t i = first; i < last; ++i) best = std::max(best, lane.slices[i].endNs - lane.slices[i].beginNs);
        const std::size_t found = index.longest(first, last);
        QVERIFY(found >= first && found < last);
        QCOMPARE(lane.slices[found].endNs - lane.slices[found].beginNs, best);
    }
}

void LaneLayoutTest::totalsCutSlicesAtTheEdges() {
    const inspect::TimelineLane lane{.name = "", .slices = {{0, 100, 1}, {100, 200, 2}, {300, 400, 3}}};
    const LaneIndex index(lane);
    const RangeTotals inner = totalsIn(index, {50, 350});
    QCOMPARE(inner.count, std::size_t{3});
    QCOMPARE(inner.busyNs, 200.0);
    QCOMPARE(totalsIn(index, {120, 130}).busyNs, 10.0);
    QCOMPARE(totalsIn(index, {210, 290}).count, std::size_t{0});
    QCOMPARE(totalsIn(index, {500, 900}).busyNs, 0.0);
}

void LaneLayoutTest::marksFindTheirSlices() {
    const inspect::TimelineLane lane{.name = "", .slices = {{0, 1, 5}, {1, 2, 6}, {2, 3, 5}, {3, 4, 7}}};
    const std::int32_t steps[] = {5};
    const SliceMarks marks(lane, steps);
    QVERIFY(marks.touches(0, 1) && marks.touches(1, 2));
    QVERIFY(!marks.touches(1, 1) && !marks.touches(3, 1));
    QCOMPARE(marks.firstFrom(1), std::optional<std::size_t>(2));
    QCOMPARE(marks.firstFrom(3), std::optional<std::size_t>());
    QCOMPARE(marks.lastBefore(2), std::optional<std::size_t>(0));
    QVERIFY(SliceMarks(lane, {}).isEmpty());
}

void LaneLayoutTest::memoryStairsKeepThePeak() {
    std::vector<inspect::MemoryPoint> points;
    for (std::int32_t i = 0; i < 1000; ++i) points.push_back({i, i == 777 ? 99'999U : static_cast<std::uint64_t>(i)});
    const std::vector<MemoryStair> stairs = memoryStairs(points, 64);
    QVERIFY(stairs.size() <= 64);
    QCOMPARE(stairs.front().firstStep, 0);
    QCOMPARE(stairs.back().endStep, 1000);
    const auto peak = std::ranges::max_element(stairs, {}, &MemoryStair::bytes);
    QCOMPARE(peak->bytes, std::uint64_t{99'999});
    QCOMPARE(peak->peakStep, 777);
    QCOMPARE(memoryStairs(points, 5000).size(), points.size());
}

void LaneLayoutTest::aMillionSlicesInTime() {
    const inspect::TimelineLane lane = randomLane(1'000'000, 11);
    const LaneIndex index(lane);
    const double begin = static_cast<double>(lane.slices.front().beginNs), length = static_cast<double>(lane.slices.back().endNs) - begin;
    double worst = 0;
    for (const double zoom : {1.0, 3.0, 17.0, 250.0, 4000.0}) {
        double best = 1e9;  // of a few, so that other work on the machine does not count
        for (int run = 0; run < 5; ++run) {
            QElapsedTimer timer;
            timer.start();
            const std::vector<LaneBox> boxes = layoutLane(index, {begin, begin + length / zoom}, 3840);
            best = std::min(best, static_cast<double>(timer.nsecsElapsed()) / 1e6);
            QVERIFY(!boxes.empty());
        }
        worst = std::max(worst, best);
    }
    qInfo("layout of 1 M slices on 3840 columns: %.3f ms at worst", worst);
    QVERIFY2(worst < 8, qPrintable(QString::number(worst)));
}

QTEST_GUILESS_MAIN(LaneLayoutTest)
#include "lane_layout_test.moc"
