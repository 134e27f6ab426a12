// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/calibration/calibrate.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"

#include <QTest>

#include <limits>

namespace planscope::calibration {
namespace {

Network parsed(const char* text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

/// Batch number b is b + 1 times these numbers.
ReadBatch batchesOf(std::vector<float> values) {
    return [values](std::size_t batch) -> Result<std::vector<ConstantPtr>> {
        std::vector<float> scaled = values;
        for (float& value : scaled) value *= static_cast<float>(batch + 1);
        return std::vector{Constant::ofFloats({static_cast<std::int64_t>(values.size())}, scaled)};
    };
}

constexpr const char* kNetwork =
    "input x f32[4]\nconst t f32[1]=[2]\nlayer a elementwise(x, t) {kind=prod} -> doubled\nlayer b activation(doubled) {kind=relu} -> y\noutput y\n";

}  // namespace

class CalibrateTest : public QObject {
    Q_OBJECT
private slots:
    void rangesAreThoseOfAllBatches() {
        const auto outcome = calibrate(parsed(kNetwork), 3, batchesOf({-1, 0.5F, 0.25F, 0}), {.calibrator = "minmax"}, {}, {});
        QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
        QCOMPARE(outcome->cache.algorithm, std::string("MinMaxCalibration"));
        QCOMPARE(outcome->cache.version, 8612);
        QCOMPARE(outcome->cache.scales.size(), std::size_t{3});
        QCOMPARE(outcome->cache.scales.at("x"), 3 / 127.0F);
        QCOMPARE(outcome->cache.scales.at("doubled"), 6 / 127.0F);
        QCOMPARE(outcome->cache.scales.at("y"), 3 / 127.0F);
        QVERIFY(outcome->warnings.empty());
    }

    void lookingAtOneTensorAtATimeChangesNothing() {
        Progress last;
        const auto whole = calibrate(parsed(kNetwork), 3, batchesOf({-1, 0.5F, 0.25F, 0}), {}, {}, {});
        const auto parts = calibrate(parsed(kNetwork), 3, batchesOf({-1, 0.5F, 0.25F, 0}), {.observedBytes = 1}, [&](const Progress& p) { last = p; }, {});
        QVERIFY(whole && parts);
        QVERIFY(whole->cache.scales == parts->cache.scales);
        QCOMPARE(last.total, std::size_t{6});
        QCOMPARE(last.done, std::size_t{5});
    }

    void zerosAndNoNumbersAreNamed() {
        const auto outcome = calibrate(parsed(kNetwork), 1, batchesOf({-1, -2, -std::numeric_limits<float>::infinity(), 0}), {}, {}, {});
        QVERIFY(outcome);
        QByteArray text;
        for (const Error& warning : outcome->warnings) text += QByteArray::fromStdString(warning.text() + "\n");
        QCOMPARE(text, QByteArray("tensor 'doubled': 1 of its values are no numbers or infinite; they are left out\n"
                                  "tensor 'x': 1 of its values are no numbers or infinite; they are left out\n"
                                  "tensor 'y': it was zero in all batches, so that it gets no scale. Calibrate with data that resemble what the network will see.\n"));
        QCOMPARE(outcome->cache.scales.at("y"), 0.0F);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("network");
        QTest::addColumn<QByteArray>("calibrator");
        QTest::addColumn<int>("batches");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("calibrator") << QByteArray(kNetwork) << QByteArray("best") << 1 << QByteArray("there is no calibrator 'best'; there are entropy2, entropy, minmax and legacy");
        QTest::newRow("no data") << QByteArray(kNetwork) << QByteArray("minmax") << 0 << QByteArray("calibration needs at least one batch");
        QTest::newRow("Q/DQ") << QByteArray("input x f32[4]\nconst s f32[]=[1]\nlayer q quantize(x, s) -> a\nlayer d dequantize(a, s) -> y\noutput y\n")
                              << QByteArray("minmax") << 1 << QByteArray("the network is quantised already, by its QuantizeLinear and DequantizeLinear nodes");
        QTest::newRow("other data") << QByteArray("input x f32[5]\nlayer a activation(x) {kind=relu} -> y\noutput y\n") << QByteArray("minmax") << 1
                                    << QByteArray("input 'x' takes f32 5, the batch has f32 4");
    }

    void refuses() {
        QFETCH(const QByteArray, network);
        QFETCH(const QByteArray, calibrator);
        QFETCH(const int, batches);
        QFETCH(const QByteArray, sentence);
        const auto outcome = calibrate(parsed(network.constData()), static_cast<std::size_t>(batches), batchesOf({1, 2, 3, 4}), {.calibrator = calibrator.toStdString()}, {}, {});
        QVERIFY(!outcome);
        QCOMPARE(QByteArray::fromStdString(outcome.error().text()), sentence);
    }

    void stopsWhenAsked() {
        std::stop_source source;
        const auto outcome = calibrate(parsed(kNetwork), 1000, batchesOf({1, 2, 3, 4}), {}, [&](const Progress& p) { if (p.done == 2) source.request_stop(); }, source.get_token());
        QVERIFY(!outcome && outcome.error().code == Code::Cancelled);
    }
};

}  // namespace planscope::calibration

QTEST_GUILESS_MAIN(planscope::calibration::CalibrateTest)
#include "calibrate_test.moc"
