// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"  // first: moc 6.4 stumbles over <compare> when it opens a file
#include "engine/builder/builder.h"
#include "engine/network/evaluate.h"
#include "engine/onnx/import.h"
#include "engine/safe_plan/host_session.h"
#include "engine/safe_plan/safe_plan.h"

#include <QtTest>

#include <cmath>
#include <random>

namespace planscope::safe_plan_tests {
namespace {

using safe_plan::HostSession;

ConstantPtr picture(const Dims& dims) {
    std::mt19937 random(11);
    std::vector<float> values(static_cast<std::size_t>(dims.volume()));
    for (float& value : values) value = static_cast<float>(random() % 2001) / 1000 - 1;
    return Constant::ofFloats(dims, values);
}

}  // namespace

/// A model as it is built: passes, precisions, safe plan, both runtimes, against the oracle of the optimised network.
class SafeModelsTest : public QObject {
    Q_OBJECT
private slots:
    void digitsClassifier_data();
    void digitsClassifier();
};

void SafeModelsTest::digitsClassifier_data() {
    QTest::addColumn<bool>("fp16");
    QTest::addColumn<bool>("int8");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("f32") << false << false << 1e-5;
    QTest::newRow("f16") << true << false << 4e-3;  // halves of probabilities, rounded differently in a layer before
    QTest::newRow("int8") << false << true << 1e-5;
}

void SafeModelsTest::digitsClassifier() {
    QFETCH(bool, fp16);
    QFETCH(bool, int8);
    QFETCH(double, tolerance);
    const auto imported = onnx::importModel(PLANSCOPE_ROOT "/resources/models/digits_classifier.onnx", {}, {});
    QVERIFY(imported && imported->ok());
    BuildOptions options;
    options.device = "reference";
    options.threads = 1;
    options.selection.optimizationLevel = 0;
    options.precision.fp16 = fp16;
    options.precision.int8 = int8;
    const auto built = buildEngine(imported->network, options, {}, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    const auto plan = safe_plan::makeSafePlan(built->optimised, {.modelHash = imported->info.hash});
    QVERIFY2(plan, plan ? "" : plan.error().text().c_str());

    const ConstantPtr input = picture(built->optimised.tensor(built->optimised.inputs()[0]).dims);
    const std::vector<ConstantPtr> inputs{input};
    const auto expected = evaluateNetwork(built->optimised, inputs);
    QVERIFY(expected);
    for (const auto runtime : {HostSession::Runtime::Safety, HostSession::Runtime::Proxy}) {
        const auto host = HostSession::open(*plan, {.runtime = runtime});
        QVERIFY2(host, host ? "" : host.error().text().c_str());
        QVERIFY((*host)->setInput(0, input->bytes()));
        QVERIFY((*host)->run());
        const ConstantPtr output = (*host)->output(0);
        for (std::size_t i = 0; i < 10; ++i)
            QVERIFY(std::fabs(output->floats()[i] - (*expected)[0]->floats()[i]) <= tolerance);
    }
}

}  // namespace planscope::safe_plan_tests

QTEST_APPLESS_MAIN(planscope::safe_plan_tests::SafeModelsTest)
#include "safe_models_test.moc"
