// SPDX-License-Identifier: Apache-2.0
// Every rewrite has tests/golden/<name>/fires.net with fires.expected beside it, and declines.net, which it must leave alone
// for the reasons in declines.why, where it knows any.
// Where extents matter, open_fires.net and open_declines.net stand beside them. All are also run through the reference kernels before and after. PLANSCOPE_ACCEPT=1 writes the expected texts anew.
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
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

QString goldenPath(const QString& rewrite, const QString& file) {
    return QStringLiteral(PLANSCOPE_GOLDEN_DIR "/%1/%2").arg(rewrite, file);
}

std::string readText(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

void writeText(const QString& path, const std::string& text) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0) qFatal("cannot write %s", qPrintable(path));
}

std::string sentences(const PassRecord& record) {
    std::string out;
    for (const DeclineRecord& declined : record.declined) out += declined.layer + ": " + declined.reason + "\n";
    return out;
}

Network parsed(const std::string& text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

/// Numbers for open extents, which stand in the order in which the inputs name them.
using Numbers = std::int64_t (*)(std::int64_t position);

/// Extents that may not be equal by their codes can be 1, equal or different in one call of the network.
constexpr Numbers kBindings[] = {
    [](std::int64_t) { return std::int64_t{1}; },
    [](std::int64_t) { return std::int64_t{4}; },
    [](std::int64_t position) { return position + 3; },
};

Dims bound(const Dims& dims, Numbers numbers, std::vector<std::int64_t>& codes) {
    Dims out = dims;
    for (std::int64_t& extent : out) {
        if (extent::isNumber(extent)) continue;
        const auto at = std::ranges::find(codes, extent) - codes.begin();
        if (at == static_cast<std::ptrdiff_t>(codes.size())) codes.push_back(extent);
        extent = numbers(at);
    }
    return out;
}

std::vector<ConstantPtr> randomInputs(const Network& network, Numbers numbers) {
    std::mt19937 generator(7);
    std::uniform_real_distribution<float> uniform(-2.F, 2.F);
    std::vector<std::int64_t> codes;
    std::vector<ConstantPtr> out;
    for (const TensorId id : network.inputs()) {
        const Dims dims = bound(network.tensor(id).dims, numbers, codes);
        std::vector<float> values(static_cast<std::size_t>(dims.volume()));
        for (float& v : values) v = uniform(generator);
        out.push_back(Constant::ofFloats(dims, values));
    }
    return out;
}

void compareOutputs(const std::vector<ConstantPtr>& actual, const std::vector<ConstantPtr>& expected) {
    QCOMPARE(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QVERIFY(actual[i]->dims() == expected[i]->dims());
        if (expected[i]->type() != DataType::Float) {
            QVERIFY(std::ranges::equal(actual[i]->bytes(), expected[i]->bytes()));
            continue;
        }
        for (std::size_t k = 0; k < expected[i]->floats().size(); ++k) {
            const double e = expected[i]->floats()[k], a = actual[i]->floats()[k];
            QVERIFY2(std::abs(e - a) <= kTolerance * (1 + std::abs(e)), qPrintable(QString("%1 instead of %2").arg(a).arg(e)));
        }
    }
}

/// Under every binding that the network accepts before, it gives the same numbers after.
void compareNumbers(const Network& before, const Network& after) {
    int runs = 0;
    for (const Numbers numbers : kBindings) {
        const auto inputs = randomInputs(before, numbers);
        const auto expected = evaluateNetwork(before, inputs);
        if (!expected) continue;
        const auto actual = evaluateNetwork(after, inputs);
        QVERIFY2(actual, actual ? "" : actual.error().text().c_str());
        compareOutputs(*actual, *expected);
        ++runs;
    }
    QVERIFY2(runs > 0, "no binding fits the network");
}

}  // namespace

class GoldenTest : public QObject {
    Q_OBJECT

private slots:
    void fires_data() { rows({"fires"}); }
    void fires();
    void declines_data() { rows({"declines"}); }
    void declines();
    void wholePipeline_data() { rows({"fires", "declines"}); }
    void wholePipeline();
    void onlyThoseWhoAskAreTold();
    void firedLayersAreNotDeclined();
    void textKeepsOpenExtents();
    void fusedNamesAreThoseOfTheInspector();
    void unknownNameIsRefused();
    void stopAfterLimitsPatches();

private:
    static void rows(std::initializer_list<QString> files);
    static const passes::RewriteDef& rewriteNamed(const std::string& name);
};

/// Every rewrite has the files by these names; with "open_" before them they are there where extents matter.
void GoldenTest::rows(std::initializer_list<QString> files) {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("file");
    std::set<std::string> names;
    for (const passes::PipelineRow& row : passes::pipeline()) names.insert(std::string(row.rewrite->name));
    for (const std::string& name : names)
        for (const QString& file : files) {
            const QString rewrite = QString::fromStdString(name), open = "open_" + file;
            QTest::addRow("%s %s", name.c_str(), qPrintable(file)) << rewrite << file;
            if (QFile::exists(goldenPath(rewrite, open + ".net"))) QTest::addRow("%s %s", name.c_str(), qPrintable(open)) << rewrite << open;
        }
}

const passes::RewriteDef& GoldenTest::rewriteNamed(const std::string& name) {
    for (const passes::PipelineRow& row : passes::pipeline())
        if (row.rewrite->name == name) return *row.rewrite;
    qFatal("no such rewrite");
}

void GoldenTest::fires() {
    QFETCH(QString, name);
    QFETCH(QString, file);
    const std::string text = readText(goldenPath(name, file + ".net"));
    QVERIFY2(!text.empty(), qPrintable(file + ".net is missing"));
    const Network before = parsed(text);
    Network after = before;
    const auto record = passes::runRewrite(after, rewriteNamed(name.toStdString()), {.verifyEachPatch = true}, {});
    QVERIFY2(record, record ? "" : record.error().text().c_str());
    QVERIFY(record->patches > 0);
    QCOMPARE(record->reasons.size(), static_cast<std::size_t>(record->patches));
    after.releaseUnused();
    const std::string printed = printNetwork(after);
    if (qEnvironmentVariableIsSet("PLANSCOPE_ACCEPT")) writeText(goldenPath(name, file + ".expected"), printed);
    QCOMPARE(QString::fromStdString(printed), QString::fromStdString(readText(goldenPath(name, file + ".expected"))));
    compareNumbers(before, after);
}

void GoldenTest::declines() {
    QFETCH(QString, name);
    QFETCH(QString, file);
    const std::string text = readText(goldenPath(name, file + ".net"));
    QVERIFY2(!text.empty(), qPrintable(file + ".net is missing"));
    const Network before = parsed(text);
    Network after = before;
    const auto record = passes::runRewrite(after, rewriteNamed(name.toStdString()), {.verifyEachPatch = true, .explain = true}, {});
    QVERIFY2(record, record ? "" : record.error().text().c_str());
    QCOMPARE(record->patches, 0);
    QCOMPARE(printNetwork(after), printNetwork(before));
    const std::string why = sentences(*record);
    if (qEnvironmentVariableIsSet("PLANSCOPE_ACCEPT") && !why.empty()) writeText(goldenPath(name, file + ".why"), why);
    QCOMPARE(QString::fromStdString(why), QString::fromStdString(readText(goldenPath(name, file + ".why"))));
}

void GoldenTest::wholePipeline() {
    QFETCH(QString, name);
    QFETCH(QString, file);
    const Network before = parsed(readText(goldenPath(name, file + ".net")));
    Network after = before;
    const auto records = passes::runPipeline(after, {.verifyEachPatch = true}, {});
    QVERIFY2(records, records ? "" : records.error().text().c_str());
    compareNumbers(before, after);
}

void GoldenTest::onlyThoseWhoAskAreTold() {
    Network network = parsed(readText(goldenPath("fuse_epilogues", "declines.net")));
    const auto record = passes::runRewrite(network, rewriteNamed("fuse_epilogues"), {}, {});
    QVERIFY(record && record->declined.empty());
}

void GoldenTest::firedLayersAreNotDeclined() {
    Network network = parsed(
        "input x f32[1,4,6,6]\nconst w f32[4,4,1,1] random=1\nlayer conv convolution(x, w) -> a\n"
        "layer relu pointwise(a) {program=\"relu(i0)\"} -> y\noutput y\n");
    const auto record = passes::runRewrite(network, rewriteNamed("fuse_epilogues"), {.explain = true}, {});
    QVERIFY(record);
    QCOMPARE(record->patches, 1);
    QVERIFY(record->declined.empty());
}

/// Names and codes are parsed to what they were printed from.
void GoldenTest::textKeepsOpenExtents() {
    const std::string text = readText(goldenPath("merge_shuffles", "open_fires.expected"));
    QVERIFY(text.find("[batch,length,24]") != text.npos && text.find("\"?") != text.npos);
    const Network network = parsed(text);
    QCOMPARE(QString::fromStdString(printNetwork(network)), QString::fromStdString(text));
    QCOMPARE(network.tensor(network.inputs()[0]).dims[0], extent::named("batch"));
}

/// The forms of names that tools made for TensorRT's inspector take apart.
void GoldenTest::fusedNamesAreThoseOfTheInspector() {
    Network network = parsed("network names\n"
                             "input x f32[1,4,3,3]\n"
                             "input r f32[1,4,3,3]\n"
                             "const w f32[4,4,1,1] random=1\n"
                             "const v f32[16,4,3,3] random=2\n"
                             "const u f32[16,4,3,3] random=3\n"
                             "layer Conv_0 convolution(x, w) -> a f32[1,4,3,3]\n"
                             "layer Add_1 elementwise(a, r) {kind=sum} -> b f32[1,4,3,3]\n"
                             "layer Relu_2 activation(b) {kind=relu} -> c f32[1,4,3,3]\n"
                             "layer Sigmoid_3 activation(x) {kind=sigmoid} -> d f32[1,4,3,3]\n"
                             "layer Mul_4 elementwise(x, d) {kind=prod} -> e f32[1,4,3,3]\n"
                             "layer Conv_5 convolution(c, v) -> f f32[1,16,1,1]\n"
                             "layer Relu_6 activation(f) {kind=relu} -> g f32[1,16,1,1]\n"
                             "layer Conv_7 convolution(c, u) -> h f32[1,16,1,1]\n"
                             "layer Relu_8 activation(h) {kind=relu} -> i f32[1,16,1,1]\n"
                             "layer Softmax_9 softmax(g) {axis=1} -> j f32[1,16,1,1]\n"
                             "layer Softmax_10 softmax(i) {axis=1} -> k f32[1,16,1,1]\n"
                             "layer Conv_11 convolution(e, w) -> l f32[1,4,3,3]\n"
                             "layer Sigmoid_12 activation(l) {kind=sigmoid} -> m f32[1,4,3,3]\n"
                             "output j\n"
                             "output k\n"
                             "output m\n");
    QVERIFY(passes::runPipeline(network, {}, {}));
    std::set<std::string> names;
    for (const LayerId id : network.topologicalOrder()) names.insert(network.layer(id).name);
    for (const char* name : {"Conv_0 + Add_1 + Relu_2", "PWN(PWN(Sigmoid_3), Mul_4)", "Conv_5 + Relu_6 || Conv_7 + Relu_8", "Conv_11 + PWN(Sigmoid_12)"}) {
        std::string all;
        for (const std::string& other : names) all += other + "; ";
        QVERIFY2(names.contains(name), qPrintable(QString("%1 is not among %2").arg(name, all.c_str())));
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
