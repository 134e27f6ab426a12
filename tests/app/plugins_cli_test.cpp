// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/network/constant.h"
#include "tests/app/planexec_process.h"
#include "tests/engine/onnx/model_files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace planscope::app_tests {

/// The sample plugin from the command line.
class PluginsCliTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void planIsBuiltAndRun();
    void modelAndPlanWithoutTheLibrary();
    void inspectorShowsThePlugin();
    void badLibrariesAreOneSentence_data();
    void badLibrariesAreOneSentence();

private:
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    const QString m_plugins = QString("--plugins=") + PLANSCOPE_SNAKE;
    QTemporaryDir m_folder;
};

void PluginsCliTest::initTestCase() {
    const std::string model = onnx_tests::modelOf(
        13, "g (float[1,4] x) => (float[1,4] y) { r = Relu(x) y = planscope.samples.Snake <frequency=2.0> (r) }");
    QFile file(path("snake.onnx"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(model.data(), static_cast<qint64>(model.size()));
    file.close();
    const Finished built = planexec({"build", path("snake.onnx"), "-o", path("snake.plan"), m_plugins, "--threads=1"});
    QVERIFY2(built.exitCode == 0, built.text().constData());
}

void PluginsCliTest::planIsBuiltAndRun() {
    const Finished run = planexec({"run", path("snake.plan"), m_plugins});
    QVERIFY2(run.exitCode == 0, run.text().constData());
    const Finished twoOptions = planexec({"--loadEngine=" + path("snake.plan"), QString("--staticPlugins=") + PLANSCOPE_SNAKE,
                                          "--iterations=2", "--duration=0", "--warmUp=0", "--avgRuns=1"});
    QVERIFY2(twoOptions.exitCode == 0, twoOptions.text().constData());
}

void PluginsCliTest::modelAndPlanWithoutTheLibrary() {
    const Finished model = planexec({"inspect", path("snake.onnx")});
    QVERIFY2(model.text().contains("operator Snake belongs to the domain 'planscope.samples'"), model.text().constData());
    const Finished plan = planexec({"run", path("snake.plan")});
    QCOMPARE(plan.exitCode, 2);
    QVERIFY2(plan.err.contains("plugin 'Snake' version '1' of namespace 'planscope.samples' is not loaded. Load the library"), plan.text().constData());
    QCOMPARE(plan.err.count('\n'), 1);
}

void PluginsCliTest::inspectorShowsThePlugin() {
    const Finished shown = planexec({"inspect", path("snake.plan"), "--layers", m_plugins});
    QVERIFY2(shown.exitCode == 0, shown.text().constData());
    QVERIFY2(shown.out.contains("plugin.cpu.library"), shown.text().constData());
}

void PluginsCliTest::badLibrariesAreOneSentence_data() {
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("text");
    QTest::newRow("missing") << "--plugins=none.so" << "plugin library 'none.so': there is no such file";
    QTest::newRow("one of two") << QString("--plugins=%1,none.so").arg(PLANSCOPE_SNAKE) << "plugin library 'none.so': there is no such file";
}

void PluginsCliTest::badLibrariesAreOneSentence() {
    QFETCH(QString, option);
    QFETCH(QString, text);
    for (const QString& file : {path("snake.onnx"), path("snake.plan")}) {
        const Finished run = planexec({"run", file, option});
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.err.contains(text), run.text().constData());
    }
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::PluginsCliTest)
#include "plugins_cli_test.moc"
