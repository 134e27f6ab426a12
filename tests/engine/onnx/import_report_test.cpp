// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/model_files.h"

#include "engine/onnx/import_report.h"

#include <QTest>

using namespace planscope;
using namespace planscope::onnx_tests;

class ImportReportTest : public QObject {
    Q_OBJECT

private slots:
    void countsWhatBecame();
    void namesReasons();
    void listsBodies();
};

namespace {

onnx::ImportResult imported(std::string_view graph) {
    const Files files;
    return std::move(*onnx::importModel(files.write("model.onnx", modelOf(17, graph)), {}, {}));
}

const onnx::OperatorReport& rowOf(const std::vector<onnx::OperatorReport>& rows, std::string_view op) {
    return *std::ranges::find(rows, op, &onnx::OperatorReport::op);
}

}  // namespace

void ImportReportTest::countsWhatBecame() {
    const auto report = onnx::reportOperators(
        imported("g (float[4] x) => (float[4] y) { a = HardSwish(x) b = Relu(a) c = Relu(b) k = Constant <value_float = 2.0> () y = Mul(c, k) }"));
    QCOMPARE(report.size(), 4U);
    QCOMPARE(rowOf(report, "Relu").imported, 2U);
    QVERIFY((rowOf(report, "Relu").layers == std::map<std::string, std::size_t>{{"activation", 2}}));
    QVERIFY((rowOf(report, "HardSwish").layers == std::map<std::string, std::size_t>{{"activation", 1}, {"elementwise", 1}}));
    QVERIFY(rowOf(report, "Constant").layers.empty() && rowOf(report, "Constant").imported == 1);
    QVERIFY(textOf(report).find("constants") != std::string::npos);
}

void ImportReportTest::namesReasons() {
    const auto report =
        onnx::reportOperators(imported("g (float[4] x) => (float[4] y) { a = Moon(x) b = Moon(x) c = Relu(a) d = Concat <axis = 7> (x, x) y = Relu(x) }"));
    const onnx::OperatorReport& moon = rowOf(report, "Moon");
    QCOMPARE(moon.refused, 2U);
    QVERIFY((moon.reasons == std::map<std::string, std::size_t>{{"operator Moon is not supported", 2}}));
    QCOMPARE(rowOf(report, "Relu").imported, 1U);
    QCOMPARE(rowOf(report, "Relu").behind, 1U);
    QCOMPARE(rowOf(report, "Concat").refused, 1U);
    const std::string text = textOf(report);
    for (const char* const part : {"2 refused", "Moon x2 refused: operator Moon is not supported", "Concat x1 refused: axis 7 is outside rank 1"})
        QVERIFY2(text.find(part) != std::string::npos, text.c_str());
}

void ImportReportTest::listsBodies() {
    const auto report = onnx::reportOperators(imported(
        "g (int64 n, bool c, float[2] x) => (float[2] y) { a = Relu(x) y = Loop (n, , a) <body = b (int64 i, bool ci, float[2] v) => (bool co, float[2] w) "
        "{ co = Identity(ci) k = Relu(v) w = If (c) <then_branch = t () => (float[2] p) { m = Relu(k) p = Relu(m) }, "
        "else_branch = e () => (float[2] q) { q = Moon(k) }> }> }"));
    const auto inBody = [&](std::string_view op, std::string_view body) {
        return std::ranges::find_if(report, [&](const onnx::OperatorReport& row) { return row.op == op && row.body == body; });
    };
    QVERIFY(report.front().body.empty());
    QCOMPARE(inBody("Relu", "")->imported, 1U);
    QCOMPARE(inBody("Loop", "")->behind, 1U);
    const auto inLoop = inBody("Relu", "Loop_1.body"), inBranch = inBody("Relu", "Loop_1.body/If_2.then_branch");
    QVERIFY2(inLoop != report.end() && inBranch != report.end(), textOf(report).c_str());
    QCOMPARE(inLoop->imported, 1U);
    QCOMPARE(inBranch->imported, 2U);
    QCOMPARE(inBody("Moon", "Loop_1.body/If_2.else_branch")->refused, 1U);
    QVERIFY(textOf(report).find("Loop_1.body/If_2.else_branch, Moon x1 refused: operator Moon is not supported") != std::string::npos);

    const auto whole = onnx::reportOperators(
        imported("g (int64 n, float[2] x) => (float[2] y) { y = Loop (n, , x) <body = b (int64 i, bool ci, float[2] v) => (bool co, float[2] w) "
                 "{ co = Identity(ci) k = Relu(v) w = Relu(k) }> }"));
    QVERIFY((rowOf(whole, "Relu").layers == std::map<std::string, std::size_t>{{"activation", 2}}));
}

QTEST_GUILESS_MAIN(ImportReportTest)
#include "import_report_test.moc"
