// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

namespace planscope::app_tests {

/// Real convolutional networks give their stored references at their stated tolerance, whatever the threads and the
/// optimisation level, built and from a saved plan; two builds with one timing cache give the same bytes.
class FirstLightModelsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void conforms_data();
    void conforms();

private:
    QTemporaryDir m_folder;
};

void FirstLightModelsTest::initTestCase() {
    if (sharedModels().isEmpty()) QSKIP("the shared test models are not here; set PLANSCOPE_MODELS to their folder");
}

void FirstLightModelsTest::conforms_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("rtol");
    QTest::addColumn<QString>("atol");
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("threads");
    QFile file(sharedModels() + "/manifest.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    int models = 0;
    for (const QJsonValue& model : QJsonDocument::fromJson(file.readAll())["models"].toArray()) {
        if (!model["tags"].toArray().contains(QStringLiteral("first-light"))) continue;
        ++models;
        const QString name = model["name"].toString();
        const QString rtol = QString::number(model["tolerance"]["rtol"].toDouble(), 'g', 17);
        const QString atol = QString::number(model["tolerance"]["atol"].toDouble(), 'g', 17);
        for (const int level : {0, 3, 5})
            for (const int threads : {1, 2})
                QTest::addRow("%s level %d threads %d", qPrintable(name), level, threads) << name << rtol << atol << level << threads;
    }
    QVERIFY(models >= 23);
}

void FirstLightModelsTest::conforms() {
    QFETCH(QString, model);
    QFETCH(QString, rtol);
    QFETCH(QString, atol);
    QFETCH(int, level);
    QFETCH(int, threads);
    const QString folder = sharedModels() + "/" + model;
    const QString plan = m_folder.filePath("first.plan"), again = m_folder.filePath("again.plan");
    const QStringList common{"--data", folder, "--rtol", rtol, "--atol", atol, "--threads", QString::number(threads)};
    const QStringList build{"--builderOptimizationLevel", QString::number(level), "--timingCacheFile", m_folder.filePath("timings"), "--keepTimings", "--saveEngine"};
    const Finished built = planexec(QStringList{"verify", folder + "/model.onnx"} + common + build + QStringList{plan}, 300);
    QVERIFY2(built.exitCode == 0, built.text().constData());
    const Finished loaded = planexec(QStringList{"verify", plan} + common, 300);
    QVERIFY2(loaded.exitCode == 0, loaded.text().constData());
    QCOMPARE(loaded.out, built.out);
    if (level != 3 || threads != 1) return;  // once per model is enough to see that nothing but the cache decides
    const Finished rebuilt = planexec(QStringList{"verify", folder + "/model.onnx"} + common + build + QStringList{again}, 300);
    QVERIFY2(rebuilt.exitCode == 0, rebuilt.text().constData());
    QFile first(plan), second(again);
    QVERIFY(first.open(QIODevice::ReadOnly) && second.open(QIODevice::ReadOnly));
    QVERIFY2(first.readAll() == second.readAll(), "two builds with one timing cache gave different plans");
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::FirstLightModelsTest)
#include "first_light_models_test.moc"
