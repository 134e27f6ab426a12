// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/model_files.h"

#include "engine/network/evaluate.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <string_view>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

namespace fs = std::filesystem;

const fs::path kData = "/usr/share/libonnx-testdata/data";

enum class Agreement { Refused, Agrees, Differs, Unexpected };

struct Outcome {
    Agreement agreement = Agreement::Refused;
    std::string detail;
};

Outcome evaluate(const Network& network, const fs::path& folder) {
    std::vector<ConstantPtr> inputs = readTensors(folder, "input");
    const std::vector<ConstantPtr> expected = readTensors(folder, "output");
    inputs.resize(network.inputs().size());
    const auto actual = evaluateNetwork(network, inputs);
    if (!actual) return {Agreement::Differs, actual.error().text()};
    if (actual->size() != expected.size()) return {Agreement::Differs, "the number of outputs differs"};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Comparison result = compare(*(*actual)[i], *expected[i], 1e-3, 1e-5);
        if (result.excess > 0) return {Agreement::Differs, "output " + std::to_string(i) + ": " + result.difference};
    }
    return {Agreement::Agrees, {}};
}

/// The suite feeds shapes, axes and the like as inputs of the graph; here they must be known at build time. So trailing
/// inputs become constants one by one until the import succeeds.
Outcome runCase(const fs::path& folder, const Files& files) {
    Outcome out;
    for (int constants = inputCount(folder / "model.onnx"); constants >= 0; --constants) {
        const auto imported = onnx::importModel(
            files.write("model.onnx", withConstants(folder / "model.onnx", folder / "test_data_set_0", constants)), {}, {});
        if (imported && imported->ok()) return evaluate(imported->network, folder / "test_data_set_0");
        if (out.detail.empty()) out.detail = problemsOf(imported);
    }
    return out;
}

/// Cases that are imported although the result is known to differ, with the reason.
struct Deviation {
    std::string_view name, reason;
};
constexpr Deviation kDeviations[] = {
    {"test_resize_downsample_scales_cubic_align_corners", "the stored answer uses the output length before rounding down"},
    {"test_resize_downsample_scales_linear_align_corners", "the stored answer uses the output length before rounding down"},
};

bool deviates(std::string_view name) {
    return std::ranges::any_of(kDeviations, [&](const Deviation& row) { return row.name == name; });
}

}  // namespace

class ConformanceTest : public QObject {
    Q_OBJECT

private slots:
    void agrees_data();
    void agrees();
};

void ConformanceTest::agrees_data() {
    QTest::addColumn<QString>("group");
    QTest::addColumn<int>("atLeast");
    // The numbers of cases that agree today: an operator that gets lost is noticed.
    QTest::newRow("node") << "node" << 727;
    QTest::newRow("simple") << "simple" << 7;
    QTest::newRow("pytorch-operator") << "pytorch-operator" << 35;
    QTest::newRow("pytorch-converted") << "pytorch-converted" << 80;
}

void ConformanceTest::agrees() {
    if (!fs::is_directory(kData)) QSKIP("the ONNX test suite (package libonnx-testdata) is not installed");
    QFETCH(const QString, group);
    QFETCH(const int, atLeast);
    const Files files;
    std::map<Agreement, int> counts;
    for (const auto& entry : fs::directory_iterator(kData / group.toStdString())) {
        const Outcome outcome = runCase(entry.path(), files);
        const std::string name = entry.path().filename();
        ++counts[outcome.agreement];
        const bool expected = outcome.agreement == Agreement::Refused || (outcome.agreement == Agreement::Differs) == deviates(name);
        if (!expected) qWarning("%s: %s", name.c_str(), outcome.agreement == Agreement::Differs ? outcome.detail.c_str() : "agrees, remove it from kDeviations");
        if (!expected) ++counts[Agreement::Unexpected];
    }
    QCOMPARE(counts[Agreement::Unexpected], 0);
    QVERIFY2(counts[Agreement::Agrees] >= atLeast, qPrintable(QString::number(counts[Agreement::Agrees])));
}

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
