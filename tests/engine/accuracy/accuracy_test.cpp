// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/accuracy/accuracy.h"
#include "engine/accuracy/deviation.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"

#include <QTest>

#include <cmath>
#include <limits>

namespace planscope::accuracy {
namespace {

Network parsed(const char* text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

BuildOptions plain() {
    BuildOptions out;
    out.threads = 1;
    out.selection.optimizationLevel = 0;
    return out;
}

Data dataOf(std::size_t batches, std::vector<std::int64_t> labels) {
    return {batches,
            [](std::size_t batch) -> Result<std::vector<ConstantPtr>> {
                std::vector<float> values(8);
                for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<float>(batch * 8 + i));
                return std::vector{Constant::ofFloats({2, 4}, values)};
            },
            [labels](std::size_t) { return labels; }};
}

constexpr const char* kNetwork =
    "input x f32[2,4]\nconst w f32[4,16] random=1\nconst v f32[16,3] random=2\nlayer a matrix_multiply(x, w) -> p\nlayer r activation(p) {kind=relu} -> h\n"
    "layer b matrix_multiply(h, v) -> y\noutput y\n";

}  // namespace

class AccuracyTest : public QObject {
    Q_OBJECT
private slots:
    void deviationIsThatOfTheFormulas() {
        DeviationSum sum;
        sum.add(std::vector<float>{1, 2, std::numeric_limits<float>::infinity()}, std::vector<float>{1, 4, 0});
        sum.add(std::vector<float>{3}, std::vector<float>{2});
        const Deviation d = sum.result();
        QCOMPARE(d.maxAbs, 2.0);
        QCOMPARE(d.meanAbs, 1.0);
        QCOMPARE(d.notFinite, std::size_t{1});
        QVERIFY(std::abs(d.cosine - 15 / (std::sqrt(14.0) * std::sqrt(21.0))) < 1e-12);
        QCOMPARE(DeviationSum().result().cosine, 1.0);
        DeviationSum lost;
        lost.add(std::vector<float>{0, 0}, std::vector<float>{1, 1});
        QCOMPARE(lost.result().cosine, 0.0);
    }

    void classesAreLargestEntries() {
        QCOMPARE(classesOf(*Constant::ofFloats({2, 3, 1, 1}, std::vector<float>{0, 5, 5, -1, -3, -2})), (std::vector<std::int64_t>{1, 0}));
        QVERIFY(classesOf(*Constant::ofFloats({2, 3}, std::vector<float>(6))).size() == 2);
        QVERIFY(classesOf(*Constant::ofFloats({2, 1}, std::vector<float>(2))).empty());
        QVERIFY(classesOf(*Constant::ofFloats({1, 3, 2}, std::vector<float>(6))).empty());
        QVERIFY(classesOf(*Constant::ofInts({1, 3}, std::vector<std::int32_t>(3))).empty());
    }

    void precisionsAreComparedWithFp32() {
        Variant half{"fp16", plain()}, same{"fp32", plain()};
        half.options.precision.fp16 = true;
        const auto report = measure(parsed(kNetwork), dataOf(5, {}), std::vector{half, same}, {.fp32 = plain()}, {}, {});
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        QCOMPARE(report->samples, std::size_t{10});
        const PrecisionAccuracy& fp16 = report->precisions[0];
        // Each of two layers rounds to 11 bits: an error of about 2^-11 in the norm, 1 - cosine is half its square.
        QVERIFY2(fp16.outputs[0].deviation.cosine > 1 - 1e-6 && fp16.outputs[0].deviation.maxAbs > 0, fmt::format("{}", fp16.outputs[0].deviation.cosine).c_str());
        QCOMPARE(fp16.layers.size(), std::size_t{2});
        QCOMPARE(fp16.layers[0].tensor, std::string("h"));
        QVERIFY(fp16.layers[0].deviation.maxAbs > 0);
        QVERIFY(!fp16.precisions.empty());
        const PrecisionAccuracy& fp32 = report->precisions[1];
        QCOMPARE(fp32.outputs[0].deviation.maxAbs, 0.0);
        QCOMPARE(*fp32.outputs[0].top1Agreement, 1.0);
        QCOMPARE(fp32.layers[1].deviation.maxAbs, 0.0);
        QVERIFY(!fp32.outputs[0].top1);
    }

    void groupsOfTensorsChangeNothing() {
        Variant half{"fp16", plain()};
        half.options.precision.fp16 = true;
        const auto whole = measure(parsed(kNetwork), dataOf(3, {}), std::vector{half}, {.fp32 = plain()}, {}, {});
        const auto parts = measure(parsed(kNetwork), dataOf(3, {}), std::vector{half}, {.fp32 = plain(), .observedBytes = 1}, {}, {});
        QVERIFY(whole && parts);
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(parts->precisions[0].layers[i].tensor, whole->precisions[0].layers[i].tensor);
            QCOMPARE(parts->precisions[0].layers[i].deviation.maxAbs, whole->precisions[0].layers[i].deviation.maxAbs);
        }
    }

    void labelsCountRightAnswers() {
        const auto unlabelled = measure(parsed(kNetwork), dataOf(1, {}), {}, {.fp32 = plain()}, {}, {});
        QVERIFY(unlabelled && !unlabelled->fp32[0].top1);
        double sum = 0;
        for (std::int64_t label = 0; label < 3; ++label) {
            const auto report = measure(parsed(kNetwork), dataOf(4, {label, label}), {}, {.fp32 = plain()}, {}, {});
            QVERIFY(report);
            sum += *report->fp32[0].top1;
        }
        QCOMPARE(sum, 1.0);  // every answer is one of three
    }

    void refuses() {
        QVERIFY(!measure(parsed(kNetwork), dataOf(0, {}), {}, {.fp32 = plain()}, {}, {}));
        std::stop_source source;
        const auto stopped = measure(parsed(kNetwork), dataOf(9, {}), {}, {.fp32 = plain()}, [&](std::string_view, std::size_t done, std::size_t) {
            if (done == 3) source.request_stop();
        }, source.get_token());
        QVERIFY(!stopped);  // noticed before the next batch
    }
};

}  // namespace planscope::accuracy

QTEST_GUILESS_MAIN(planscope::accuracy::AccuracyTest)
#include "accuracy_test.moc"
