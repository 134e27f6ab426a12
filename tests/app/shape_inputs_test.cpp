// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/network/constant.h"
#include "tests/app/planexec_process.h"
#include "tests/engine/onnx/model_files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

namespace planscope::app_tests {

/// A plan one of whose inputs holds the shape of its output.
class ShapeInputsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void shapesSetValues_data();
    void shapesSetValues();
    void filesSetValues();
    void valuesThatAreMissingAreNamed();
    void valuesThatDecideNoShapesComeFromFiles();

private:
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    void write(const char* name, const QByteArray& bytes) const;
    QTemporaryDir m_folder;
};

void ShapeInputsTest::write(const char* name, const QByteArray& bytes) const {
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

void ShapeInputsTest::initTestCase() {
    write("expand.onnx", QByteArray::fromStdString(
                             onnx_tests::modelOf(13, "g (float[1,1] x, int64[2] s) => (float[A,B] y) { y = Expand(x, s) }")));
    const Finished built = planexec({"build", path("expand.onnx"), "-o", path("expand.plan"), "--threads=1", "--builderOptimizationLevel=0",
                                     "--minShapes=s:0x0", "--optShapes=s:2x3", "--maxShapes=s:6x6"});
    QVERIFY2(built.exitCode == 0, built.text().constData());
}

void ShapeInputsTest::shapesSetValues_data() {
    QTest::addColumn<QString>("option");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("text");
    QTest::newRow("opt") << QString() << 0 << "output 'y' f32 2x3";
    QTest::newRow("given") << "--shapes=s:4x1" << 0 << "output 'y' f32 4x1";
    QTest::newRow("outside the profile") << "--shapes=s:4x7" << 2 << "input 's' element 1 is 7; profile 0 allows 0 to 6";
    QTest::newRow("too many") << "--shapes=s:4x1x1" << 2 << "input 's'";
}

void ShapeInputsTest::shapesSetValues() {
    QFETCH(QString, option);
    QFETCH(int, exitCode);
    QFETCH(QString, text);
    QStringList arguments{"run", path("expand.plan")};
    if (!option.isEmpty()) arguments += option;
    const Finished run = planexec(arguments);
    QVERIFY2(run.exitCode == exitCode && QString::fromUtf8(run.text()).contains(text), run.text().constData());
}

void ShapeInputsTest::filesSetValues() {
    const std::array<std::int32_t, 2> values{5, 2};
    write("s.bin", QByteArray(reinterpret_cast<const char*>(values.data()), sizeof values));
    const Finished run = planexec({"run", path("expand.plan"), "--loadInputs=s:" + path("s.bin")});
    QVERIFY2(run.exitCode == 0 && run.text().contains("output 'y' f32 5x2"), run.text().constData());
}

void ShapeInputsTest::valuesThatAreMissingAreNamed() {
    const Finished built = planexec({"build", path("expand.onnx"), "-o", path("zeros.plan"), "--threads=1", "--builderOptimizationLevel=0",
                                     "--minShapes=s:0x0", "--optShapes=s:0x0", "--maxShapes=s:6x6"});
    QVERIFY2(built.exitCode == 0, built.text().constData());
    const Finished run = planexec({"run", path("zeros.plan")});
    QVERIFY2(run.text().contains("the values of input 's' decide shapes and are all 0"), run.text().constData());
}

/// The trip count of a loop is read when the loop starts, not when shapes are bound.
void ShapeInputsTest::valuesThatDecideNoShapesComeFromFiles() {
    write("loop.onnx", QByteArray::fromStdString(onnx_tests::modelOf(
                           13, "g (int64 n, float[1] x) => (float[1] y) { y = Loop (n, , x) <body = b (int64 i, bool ci, float[1] v) "
                               "=> (bool co, float[1] w) { co = Identity(ci) w = Add(v, v) }> }")));
    const Finished given = planexec({"run", path("loop.onnx"), "--threads=1", "--builderOptimizationLevel=0", "--minShapes=n:1", "--shapes=n:7"});
    QVERIFY2(given.exitCode == 2 && given.text().contains("input 'n' has one shape, and its values are read while the model runs: --loadInputs=n:FILE sets them"),
             given.text().constData());
    const std::int32_t count = 7;
    write("n.bin", QByteArray(reinterpret_cast<const char*>(&count), sizeof count));
    const QString load = "--loadInputs=n:" + path("n.bin");
    const Finished limited = planexec({"run", path("loop.onnx"), "--threads=1", "--builderOptimizationLevel=0", "--maxLoopIterations=6", load});
    QVERIFY2(limited.exitCode != 0 && limited.text().contains("the loop has not ended after 6 iterations, which is the limit (--maxLoopIterations)"),
             limited.text().constData());
    const Finished run = planexec({"run", path("loop.onnx"), "--threads=1", "--builderOptimizationLevel=0", "--maxLoopIterations=7", load});
    QVERIFY2(run.exitCode == 0, run.text().constData());
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::ShapeInputsTest)
#include "shape_inputs_test.moc"
