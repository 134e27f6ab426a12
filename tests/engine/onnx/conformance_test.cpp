// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/conformance_cases.h"

#include <QFile>
#include <QTest>

using namespace planscope::onnx_tests;

namespace {

/// Variants that are run unless PLANSCOPE_CONFORMANCE names another, or "all".
constexpr std::size_t kByDefault = 2;

}  // namespace

/// Every case of the ONNX backend test suite has the outcome that docs/conformance.md says, in every variant.
class ConformanceTest : public QObject {
    Q_OBJECT

private slots:
    void outcomesAreThoseOfThePage_data();
    void outcomesAreThoseOfThePage();
};

void ConformanceTest::outcomesAreThoseOfThePage_data() {
    QTest::addColumn<int>("variant");
    const auto variants = conformanceVariants();
    const QByteArray chosen = qgetenv("PLANSCOPE_CONFORMANCE");
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const QByteArray name(variants[i].name.data(), static_cast<int>(variants[i].name.size()));
        if (chosen == "all" || chosen == name || (chosen.isEmpty() && i < kByDefault)) QTest::newRow(name.constData()) << static_cast<int>(i);
    }
}

void ConformanceTest::outcomesAreThoseOfThePage() {
    const auto cases = conformanceCases();
    if (cases.empty()) QSKIP("the ONNX test suite (package libonnx-testdata) is not installed");
    QFETCH(const int, variant);
    std::vector<Outcome> outcomes;
    for (const ConformanceCase& row : cases) {
        outcomes.push_back(runConformanceCase(row, conformanceVariants()[static_cast<std::size_t>(variant)]));
        const bool differs = outcomes.back().agreement == Agreement::Differs;
        QVERIFY2(!differs, (row.name + ": " + outcomes.back().sentence).c_str());
    }
    QFile file(QStringLiteral(PLANSCOPE_SOURCE_DIR "/docs/conformance.md"));
    QVERIFY2(file.open(QIODevice::ReadOnly), "docs/conformance.md is missing; make it with onnx_conformance_table");
    const QList<QByteArray> stored = file.readAll().split('\n');
    const QList<QByteArray> page = QByteArray::fromStdString(conformancePage(cases, outcomes)).split('\n');
    for (const QByteArray& line : page)
        if (!stored.contains(line)) qWarning("not on the page: %s", line.constData());
    QVERIFY2(page == stored, "docs/conformance.md is out of date; run: onnx_conformance_table > docs/conformance.md");
}

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
