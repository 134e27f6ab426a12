// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/calibrators.h"
#include "engine/quantization/kullback_leibler.h"

#include <QTest>

#include <cmath>
#include <random>

namespace planscope::quantization {
namespace {

/// The definition, spelled out: distributions as lists, one cut at a time.
double divergenceOf(const std::vector<std::uint64_t>& bins, std::size_t cut, std::size_t levels) {
    std::vector<double> reference(bins.begin(), bins.begin() + static_cast<std::ptrdiff_t>(cut));
    std::vector<double> candidate(cut, 0.0);
    for (std::size_t i = cut; i < bins.size(); ++i) reference.back() += static_cast<double>(bins[i]);
    for (std::size_t level = 0; level < levels; ++level) {
        double count = 0, filled = 0;
        const auto isIn = [&](std::size_t i) { return i * levels / cut == level; };
        for (std::size_t i = 0; i < cut; ++i)
            if (isIn(i)) count += static_cast<double>(bins[i]), filled += bins[i] > 0 ? 1 : 0;
        for (std::size_t i = 0; i < cut; ++i)
            if (isIn(i) && bins[i] > 0) candidate[i] = count / filled;
    }
    if (candidate.back() == 0 && reference.back() > 0) candidate.back() = 1e-4;
    double p = 0, q = 0, out = 0;
    for (std::size_t i = 0; i < cut; ++i) p += reference[i], q += candidate[i];
    if (q < 1) return std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < cut; ++i) {
        if (reference[i] == 0) continue;
        out += reference[i] / p * std::log(reference[i] / p / (candidate[i] / q));
    }
    return out;
}

std::vector<float> normal(std::size_t count, float deviation, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> distribution(0, deviation);
    std::vector<float> out(count);
    for (float& value : out) value = distribution(random);
    return out;
}

}  // namespace

class CalibratorsTest : public QObject {
    Q_OBJECT
private slots:
    void histogramCountsMagnitudes() {
        Histogram histogram;
        histogram.add(std::vector<float>{0, 0});
        QCOMPARE(histogram.binWidth(), 0.0);
        histogram.add(std::vector<float>{-2, 1, 0.0005F, 2});
        QCOMPARE(histogram.largest(), 2.0);
        QCOMPARE(histogram.bins()[0], std::uint64_t{3});
        QCOMPARE(histogram.bins()[Histogram::kBins / 2], std::uint64_t{1});
        QCOMPARE(histogram.bins()[Histogram::kBins - 1], std::uint64_t{2});
        histogram.add(std::vector<float>{-5, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()});
        QCOMPARE(histogram.binWidth() * Histogram::kBins, 8.0);  // doubled twice
        QCOMPARE(histogram.bins()[Histogram::kBins / 8], std::uint64_t{1});
        QCOMPARE(histogram.total(), std::uint64_t{7});
        QCOMPARE(histogram.notFinite(), std::uint64_t{2});
        std::uint64_t sum = 0;
        for (const std::uint64_t count : histogram.bins()) sum += count;
        QCOMPARE(sum, histogram.total());
    }

    void cutIsThatOfTheDefinition_data() {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<int>("bins");
        QTest::addColumn<int>("levels");
        for (unsigned seed = 1; seed <= 12; ++seed)
            QTest::addRow("%u", seed) << seed << static_cast<int>(24 + seed * 7) << static_cast<int>(4 + seed % 5);
    }

    void cutIsThatOfTheDefinition() {
        QFETCH(const unsigned, seed);
        QFETCH(const int, bins);
        QFETCH(const int, levels);
        std::mt19937 random(seed);
        std::vector<std::uint64_t> counts;
        for (int i = 0; i < bins; ++i)
            counts.push_back(random() % 4 == 0 ? 0 : static_cast<std::uint64_t>(1000.0 * std::exp(-0.1 * i)) + random() % 5);
        const std::size_t cut = leastDivergentCut(counts, static_cast<std::size_t>(levels));
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t c = static_cast<std::size_t>(levels); c <= counts.size(); ++c)
            least = std::min(least, divergenceOf(counts, c, static_cast<std::size_t>(levels)));
        // Cuts may tie but for rounding of the logarithms.
        QVERIFY2(divergenceOf(counts, cut, static_cast<std::size_t>(levels)) <= least + 1e-9, std::to_string(cut).c_str());
    }

    void rangesOfKnownDistributions() {
        Histogram histogram;
        histogram.add(normal(200'000, 1, 1));
        const auto rangeOf = [&](const char* name, const LegacyOptions& options = {}) { return (*findCalibrator(name))->range(histogram, options); };
        QCOMPARE(rangeOf("minmax"), histogram.largest());
        const double entropy = rangeOf("entropy2");
        QVERIFY2(entropy > 2 && entropy < histogram.largest(), std::to_string(entropy).c_str());
        // 99 % of a normal distribution lie within 2.576 deviations; a bin is 0.0023 wide, 200 000 values leave an error of 0.01.
        QVERIFY(std::abs(rangeOf("legacy", {.quantile = 0.99}) - 2.576) < 0.02);
        const double regression = rangeOf("legacy", {.regressionCutoff = 0.5});
        QVERIFY2(regression > 0.5 * histogram.largest() && regression <= histogram.largest(), std::to_string(regression).c_str());
    }

    void oneOutlierDoesNotDecideTheEntropyRange() {
        Histogram histogram;
        std::vector<float> values = normal(100'000, 1, 2);
        values.push_back(100);
        histogram.add(values);
        const double entropy = (*findCalibrator("entropy2"))->range(histogram, {});
        QVERIFY2(entropy < 20, std::to_string(entropy).c_str());
        QCOMPARE((*findCalibrator("minmax"))->range(histogram, {}), 100.0);
    }

    void zerosHaveNoRange() {
        Histogram histogram;
        histogram.add(std::vector<float>(100, 0.0F));
        for (const Calibrator& calibrator : calibrators()) QCOMPARE(calibrator.range(histogram, {}), 0.0);
    }

    void namesAreKnown() {
        for (const Calibrator& calibrator : calibrators()) QVERIFY(*findCalibrator(calibrator.name) == &calibrator);
        const auto unknown = findCalibrator("best");
        QVERIFY(!unknown);
        QCOMPARE(QByteArray::fromStdString(unknown.error().message), QByteArray("there is no calibrator 'best'; there are entropy2, entropy, minmax and legacy"));
    }
};

}  // namespace planscope::quantization

QTEST_GUILESS_MAIN(planscope::quantization::CalibratorsTest)
#include "calibrators_test.moc"
