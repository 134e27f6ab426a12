// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/layout/time_axis.h"

#include <QTest>

#include <set>

using namespace planscope::views::profiler;

class TimeAxisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsAreApartAndDistinct();
    void unitsAdapt();
    void exactTimes();
    void zoomKeepsTheAnchor();
    void windowsStayInBounds();
};

void TimeAxisTest::labelsAreApartAndDistinct() {
    for (const double begin : {0.0, 12'345.0, 98'765'432'100.0})
        for (double length = 25; length < 1e12; length *= 3.7) {
            std::set<std::string> labels;
            double last = -1e18;
            int labelled = 0;
            for (const TimeTick& tick : timeTicks({begin, begin + length}, 900, 90)) {
                QVERIFY(tick.ns >= begin - 1e-3 * length && tick.ns <= begin + length * 1.001);
                if (tick.label.empty()) continue;
                ++labelled;
                QVERIFY2(labels.insert(tick.label).second, tick.label.c_str());
                QVERIFY((tick.ns - last) / length * 900 >= 89.9);
                last = tick.ns;
            }
            QVERIFY2(labelled >= 2 && labelled <= 11, qPrintable(QString::number(labelled)));
        }
}

void TimeAxisTest::unitsAdapt() {
    const auto firstLabel = [](TimeWindow window) {
        for (const TimeTick& tick : timeTicks(window, 1000, 100))
            if (!tick.label.empty() && tick.ns > 0) return tick.label;
        return std::string();
    };
    QCOMPARE(firstLabel({0, 800}), std::string("100 ns"));
    QCOMPARE(firstLabel({0, 8'000}), std::string("1 µs"));
    QCOMPARE(firstLabel({0, 4'000'000}), std::string("0.5 ms"));
    QCOMPARE(firstLabel({0, 9e9}), std::string("1 s"));
    QCOMPARE(firstLabel({12'400'000, 12'500'000}), std::string("12.40 ms"));
}

void TimeAxisTest::exactTimes() {
    QCOMPARE(exactTime(312), std::string("312 ns"));
    QCOMPARE(exactTime(1'234'567), std::string("1.23 ms (1\u202f234\u202f567 ns)"));
    QCOMPARE(exactTime(0), std::string("0 ns"));
}

void TimeAxisTest::zoomKeepsTheAnchor() {
    const TimeWindow bounds{0, 1e6};
    const TimeWindow closer = zoomed({0, 1e6}, 0.5, 250'000, bounds);
    QCOMPARE(closer.length(), 500'000.0);
    QCOMPARE((250'000 - closer.begin) / closer.length(), 0.25);
    const TimeWindow back = zoomed(closer, 2, 250'000, bounds);
    QCOMPARE(back.begin, 0.0);
    QCOMPARE(back.end, 1e6);
}

void TimeAxisTest::windowsStayInBounds() {
    const TimeWindow bounds{100, 1100};
    QCOMPARE(panned({100, 300}, -50, bounds).begin, 100.0);
    QCOMPARE(panned({900, 1100}, 500, bounds).end, 1100.0);
    QCOMPARE(zoomed({100, 1100}, 4, 500, bounds).length(), 1000.0);
    QCOMPARE(zoomed({500, 520}, 1e-9, 510, bounds).length(), kShortestWindowNs);
    QCOMPARE(fitted({0, 1'000'000}, bounds).length(), 1000.0);
    QVERIFY(clamped({5, 9}, TimeWindow{}).isEmpty());
}

QTEST_GUILESS_MAIN(TimeAxisTest)
#include "time_axis_test.moc"
