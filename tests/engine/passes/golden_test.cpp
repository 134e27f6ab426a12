// SPDX-License-Identifier: Apache-2.0
// Every rewrite has tests/golden/<name>/fires.net with fires.expected beside it, and declines.net, which it must leave alone.
// Both are also run through the reference kernels before and after. PLANSCOPE_ACCEPT=1 writes the expected texts anew.
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/text.h"
#include "engine/passes/pipeline.h"

#include <QDir>
#include <QTest>

#include <cmath>
#include <random>
#include <set>

using namespace planscope;

namespace {

/// Folding into weights changes the order of roundings, nothing else: a few units in the last place of the largest term.
constexpr double kTolerance = 2e-5;

QString goldenPath(const std::string& rewrite, const char* file) {
    return QStringLiteral(PLANSCOPE_GOLDEN_DIR "/%1/%2").arg(QString::fromStdString(rewrite), QLatin1String(file));
}

std::string readText(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

Network parsed(const std::string& text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

std::vector<ConstantPtr> randomInputs(const Network& network) {
    std::mt19937 generator(7);
    std::uniform_real_distribution<float> uniform(-2.F, 2.F);
    std::vector<ConstantPtr> out;
    for (const TensorId id : network.inputs()) {
        std::vector<float> values(static_cast<std::size_t>(network.tensor(id).dims.volume()));
        for (float& v : values) v = uniform(generator);
        out.push_back(Constant::ofFloats(network.tensor(id).dims, values));
    }
    return out;
}

void compareNumbers(const Network& before, const Network& after) {
    const auto inputs = randomInputs(before);
    const auto expected = evaluateNetwork(before, inputs), actual = evaluateNetwork(after, inputs);
    QVERIFY2(expected && actual, (expected ? actual : expected).has_value() ? "" : "evaluation failed");
    QCOMPARE(actual->size(), expected->size());
    for (std::size_t i = 0; i < expected->size(); ++i) {
        QVERIFY((*actual)[i]->dims() == (*expected)[i]->dims());
        if ((*expected)[i]->type() != DataType::Float) {
            QVERIFY(std::ranges::equal((*actual)[i]->bytes(), (*expected)[i]->bytes()));
            continue;
        }
        for (std::size_t k = 0; k < (*expected)[i]->floats().size(); ++k) {
            const double e = (*expected)[i]->floats()[k], a = (*actual)[i]->floats()[k];
            QVERIFY2(std::abs(e - a) <= kTolerance * (1 + std::abs(e)), qPrintable(QString("%1 instead of %2").arg(a).arg(e)));
        }
    }
}

}  // namespace

class GoldenTest : public QObject {
    Q_OBJECT

private slots:
    void fires_data() { rows(); }
    void fires();
    void declines_data() { rows(); }
    void declines();
    void wholePipeline_data() { rows(); }
    void wholePipeline();
    void unknownNameIsRefused();
    void stopAfterLimitsPatches();

private:
    static void rows();
    static const passes::RewriteDef& rewriteNamed(const std::string& name);
};

void GoldenTest::rows() {
    QTest::addColumn<QString>("name");
    std::set<std::string> names;
    for (const passes::PipelineRow& row : passes::pipeline()) names.insert(std::string(row.rewrite->name));
    for (const std::string& name : names) QTest::addRow("%s", name.c_str()) << QString::fromStdString(name);
}

const passes::RewriteDef& GoldenTest::rewriteNamed(const std::string& name) {
    for (const passes::PipelineRow& row : passes::pipeline())
        if (row.rewrite->name == name) return *row.rewrite;
    qFatal("no such rewrite");
}

void GoldenTest::fires() {
    QFETCH(QString, name);
    const std::string rewrite = name.toStdString();
    const std::string text = readText(goldenPath(rewrite, "fires.net"));
    QVERIFY2(!text.empty(), "fires.net is missing");
    const Network before = parsed(text);
    Network after = before;
    const auto record = passes::runRewrite(after, rewriteNamed(rewrite), {.verifyEachPatch = true}, {});
    QVERIFY2(record, record ? "" : record.error().text().c_str());
    QVERIFY(record->patches > 0);
    QCOMPARE(record->reasons.size(), static_cast<std::size_t>(record->patches));
    after.releaseUnused();
    const std::string printed = printNetwork(after);
    if (qEnvironmentVariableIsSet("PLANSCOPE_ACCEPT")) {
        QFile file(goldenPath(rewrite, "fires.expected"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(printed.data(), static_cast<qint64>(printed.size()));
    }
    QCOMPARE(QString::fromStdString(printed), QString::fromStdString(readText(goldenPath(rewrite, "fires.expected"))));
    compareNumbers(before, after);
}

void GoldenTest::declines() {
    QFETCH(QString, name);
    const std::string rewrite = name.toStdString();
    const std::string text = readText(goldenPath(rewrite, "declines.net"));
    QVERIFY2(!text.empty(), "declines.net is missing");
    const Network before = parsed(text);
    Network after = before;
    const auto record = passes::runRewrite(after, rewriteNamed(rewrite), {.verifyEachPatch = true}, {});
    QVERIFY2(record, record ? "" : record.error().text().c_str());
    QCOMPARE(record->patches, 0);
    QCOMPARE(printNetwork(after), printNetwork(before));
}

void GoldenTest::wholePipeline() {
    QFETCH(QString, name);
    for (const char* file : {"fires.net", "declines.net"}) {
        const Network before = parsed(readText(goldenPath(name.toStdString(), file)));
        Network after = before;
        const auto records = passes::runPipeline(after, {.verifyEachPatch = true}, {});
        QVERIFY2(records, records ? "" : records.error().text().c_str());
        compareNumbers(before, after);
    }
}

void GoldenTest::unknownNameIsRefused() {
    Network network = parsed("input x f32[1]\nlayer a activation(x) {kind=relu} -> y f32[1]\noutput y\n");
    const auto records = passes::runPipeline(network, {.disabled = {"fold_everything"}}, {});
    QVERIFY(!records);
    QCOMPARE(records.error().text(), std::string("'fold_everything' is not the name of a rewrite"));
}

void GoldenTest::stopAfterLimitsPatches() {
    Network network = parsed(readText(goldenPath("merge_shuffles", "fires.net")));
    const auto records = passes::runPipeline(network, {.stopAfter = 1}, {});
    QVERIFY(records);
    int patches = 0;
    for (const PassRecord& record : *records) patches += record.patches;
    QCOMPARE(patches, 1);
}

QTEST_GUILESS_MAIN(GoldenTest)
#include "golden_test.moc"
