// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

namespace planscope::app_tests {

/// The models that come with the project give their stored references, built and from a saved plan.
class SampleModelsTest : public QObject {
    Q_OBJECT
private slots:
    void verifies_data();
    void verifies();

private:
    QTemporaryDir m_folder;
};

void SampleModelsTest::verifies_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("device");
    const QStringList files = QDir(sampleModels()).entryList({"*.onnx"}, QDir::Files, QDir::Name);
    QVERIFY2(files.size() >= 3, qPrintable(sampleModels()));
    for (const QString& file : files)
        for (const char* device : {"cpu", "reference"})
            QTest::addRow("%s on %s", qPrintable(file), device) << file.chopped(5) << device;
}

void SampleModelsTest::verifies() {
    QFETCH(QString, model);
    QFETCH(QString, device);
    const QString file = sampleModels() + "/" + model + ".onnx", data = sampleModels() + "/" + model;
    const QString plan = m_folder.filePath(model + "." + device + ".plan");
    const Finished built = planexec({"verify", file, "--data", data, "--device=" + device, "--threads=1", "--saveEngine", plan});
    QVERIFY2(built.exitCode == 0 && built.out.contains("PASS"), built.text().constData());
    const Finished loaded = planexec({"verify", plan, "--data", data});
    QVERIFY2(loaded.exitCode == 0, loaded.text().constData());
    QCOMPARE(loaded.out, built.out);
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::SampleModelsTest)
#include "sample_models_test.moc"
