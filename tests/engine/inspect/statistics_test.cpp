// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/statistics.h"
#include "engine/inspect/summary_text.h"

#include <QTest>

#include <numeric>

using namespace planscope::inspect;

class StatisticsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreNearestRank();
    void histogramLosesNothing_data();
    void histogramLosesNothing();
    void outliersDoNotSqueezeTheRest();
    void summaryListsTheSlowest();
    void trustLines();
};

void StatisticsTest::percentilesAreNearestRank() {
    const double values[] = {15, 20, 35, 40, 50};  // the usual textbook example
    QCOMPARE(percentile(values, 0.05), 15.0);
    QCOMPARE(percentile(values, 0.30), 20.0);
    QCOMPARE(percentile(values, 0.40), 20.0);
    QCOMPARE(percentile(values, 0.50), 35.0);
    QCOMPARE(percentile(values, 1.00), 50.0);
    QCOMPARE(median(values), 35.0);
    QCOMPARE(median(std::span(values).first(4)), 27.5);
    QCOMPARE(median({}), -1.0);
    QCOMPARE(percentile({}, 0.5), -1.0);
}

void StatisticsTest::histogramLosesNothing_data() {
    QTest::addColumn<QList<double>>("values");
    QTest::newRow("one") << QList<double>{5e6};
    QTest::newRow("all equal") << QList<double>(50, 1234567.0);
    QTest::newRow("zeros") << QList<double>(3, 0.0);
    QTest::newRow("two") << QList<double>{1, 1e12};
    QList<double> spread;
    for (int i = 0; i < 5000; ++i) spread.append(1e6 + 1000.0 * ((i * 7919) % 4999));
    QTest::newRow("spread") << spread;
}

void StatisticsTest::histogramLosesNothing() {
    QFETCH(QList<double>, values);
    const std::vector<double> sorted = sortedCopy(std::span<const double>(values.constData(), static_cast<std::size_t>(values.size())));
    for (const std::size_t maxBins : {1U, 7U, 100U}) {
        const Histogram histogram = makeHistogram(sorted, maxBins);
        QVERIFY(!histogram.counts.empty() && histogram.counts.size() <= maxBins);
        QVERIFY(histogram.binWidth > 0 && histogram.begin <= sorted.front());
        QCOMPARE(std::accumulate(histogram.counts.begin(), histogram.counts.end(), histogram.above + histogram.below), sorted.size());
    }
    QVERIFY(makeHistogram({}, 10).counts.empty());
}

void StatisticsTest::outliersDoNotSqueezeTheRest() {
    std::vector<double> sorted;
    for (int i = 0; i < 98; ++i) sorted.push_back(1e6 + 500.0 * i);
    sorted.push_back(9e6);
    sorted.push_back(2e7);
    const Histogram histogram = makeHistogram(sorted, 60);
    QCOMPARE(histogram.above, std::size_t{2});
    QVERIFY(histogram.end() < 1.2e6);
    QVERIFY(histogram.counts.size() >= 4);
}

void StatisticsTest::summaryListsTheSlowest() {
    ProfileSnapshot profile{.model = "m.onnx", .device = "cpu"};
    for (int i = 0; i < 30; ++i) {
        LayerRow row{.name = "layer" + std::to_string(i) + std::string(60, 'x') + "end", .tactic = "t"};
        row.step = i;
        row.medianNs = 1000.0 * (i + 1);
        row.share = (i + 1) / 465.0;
        profile.layers.push_back(row);
    }
    const std::string text = buildSummaryText(profile, 3);
    QVERIFY(text.find("layer29") < text.find("layer28") && text.find("layer27") != std::string::npos);
    QVERIFY(text.find("layer26") == std::string::npos);
    QVERIFY(text.find("…") != std::string::npos && text.find("xend") != std::string::npos);
    QVERIFY(text.find("and 27 more layers with 81.3 % of the time") != std::string::npos);
}

void StatisticsTest::trustLines() {
    ProfileSnapshot profile;
    QCOMPARE(trustLine(profile), std::string("not measured yet · 1 thread"));
    profile.threads = 2;
    profile.latenciesNs = {1.61e6, 1.60e6, 1.70e6};
    profile.layerSumNs = 1.58e6;
    profile.wallNs = 1.612e6;
    QCOMPARE(trustLine(profile), std::string("3 inferences · 2 threads · median 1.61 ms · p99 1.70 ms · layer sum 1.58 ms (98 % of wall)"));
}

QTEST_GUILESS_MAIN(StatisticsTest)
#include "statistics_test.moc"
