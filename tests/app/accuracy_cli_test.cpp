// SPDX-License-Identifier: GPL-3.0-or-later
// Calibration and accuracy as a user meets them: the classifier of drawn digits, with drawings made by the script that trained it.
#include "tests/app/planexec_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace planscope::app_tests {

class AccuracyCliTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void precisionsOfTheClassifier();
    void calibrationIsReproducible();
    void calibrationsBuild_data();
    void calibrationsBuild();
    void refuses_data();
    void refuses();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    static QString model() { return sampleModels() + "/digits_classifier.onnx"; }
    Finished calibrate(const QString& calibrator, const QString& cache) const {
        return planexec({"calibrate", model(), "--data", path("training.npz"), "--calibrator", calibrator, "--cache", cache});
    }
    static QByteArray contents(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
};

void AccuracyCliTest::initTestCase() {
    QProcess script;
    script.start("/usr/bin/python3", {"-B", sampleModels() + "/make_models.py", "--digits", m_folder.path()});
    QVERIFY(script.waitForFinished(120'000));
    QVERIFY2(script.exitCode() == 0, script.readAllStandardError().constData());
}

/// FP16 answers as FP32 does; INT8, calibrated with drawings that the training saw, within one of a hundred.
void AccuracyCliTest::precisionsOfTheClassifier() {
    const Finished calibrated = calibrate("entropy2", path("cache"));
    QVERIFY2(calibrated.exitCode == 0, calibrated.text().constData());
    const Finished result = planexec({"accuracy", model(), "--data", path("held_out.npz"), "--calib", path("cache"), "--precisions", "fp16,int8", "--json", path("accuracy.json")});
    QVERIFY2(result.exitCode == 0, result.text().constData());
    const QJsonObject json = QJsonDocument::fromJson(contents(path("accuracy.json"))).object();
    QCOMPARE(json["samples"].toInt(), 2000);
    const double fp32 = json["fp32"][0]["top1"].toDouble();
    QVERIFY2(fp32 > 0.97, qPrintable(QString::number(fp32)));
    const QJsonArray precisions = json["precisions"].toArray();
    QCOMPARE(precisions.size(), 2);
    QCOMPARE(precisions[0]["outputs"][0]["top1"].toDouble(), fp32);
    const double int8 = precisions[1]["outputs"][0]["top1"].toDouble();
    QVERIFY2(int8 >= fp32 - 0.01, qPrintable(QString::number(int8)));
    int integers = 0;
    for (const QJsonValue layer : precisions[1]["layers"].toArray()) integers += layer["reason"].toString().startsWith("INT8: scale");
    QCOMPARE(integers, 5);  // four convolutions and the dense layer
    QVERIFY(precisions[1]["tensors"].toArray().size() >= 5);
    QVERIFY(result.out.contains("top-1 of 'probabilities' in FP32"));
}

void AccuracyCliTest::calibrationIsReproducible() {
    QVERIFY(calibrate("entropy2", path("one")).exitCode == 0);
    QVERIFY(calibrate("entropy2", path("two")).exitCode == 0);
    QVERIFY(contents(path("one")).startsWith("TRT-8612-EntropyCalibration2\n"));
    QCOMPARE(contents(path("one")), contents(path("two")));
}

void AccuracyCliTest::calibrationsBuild_data() {
    QTest::addColumn<QString>("calibrator");
    for (const char* calibrator : {"entropy2", "entropy", "minmax", "legacy"}) QTest::newRow(calibrator) << calibrator;
}

void AccuracyCliTest::calibrationsBuild() {
    QFETCH(const QString, calibrator);
    QVERIFY(calibrate(calibrator, path("c")).exitCode == 0);
    const Finished built = planexec({"build", model(), "--int8", "--calib", path("c"), "-o", path("int8.plan"), "--builderOptimizationLevel=0"});
    QVERIFY2(built.exitCode == 0 && !built.err.contains("warning"), built.text().constData());
    const Finished verified = planexec({"verify", path("int8.plan"), "--data", sampleModels() + "/digits_classifier", "--atol", "0.1"});
    QVERIFY2(verified.exitCode == 0, verified.text().constData());
}

void AccuracyCliTest::refuses_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    const QString onnx = model();
    QTest::newRow("no data") << QStringList{"calibrate", onnx, "--data", "/no/such", "--cache", "c"} << "'/no/such' does not exist";
    QTest::newRow("nothing in it") << QStringList{"calibrate", onnx, "--data", "/proc/self/fd", "--cache", "c"} << "holds no data";
    QTest::newRow("calibrator") << QStringList{"calibrate", onnx, "--data", path("training.npz"), "--calibrator", "best", "--cache", "c"} << "there is no calibrator 'best'";
    QTest::newRow("no folder for the cache") << QStringList{"calibrate", onnx, "--data", path("training.npz"), "--batches", "1", "--cache", "/no/such/cache"} << "/no/such/cache";
    QTest::newRow("data of another model") << QStringList{"calibrate", sampleModels() + "/road_scene_segmenter.onnx", "--data", path("training.npz"), "--cache", "c"} << "its shape is 256x1x28x28, input";
    QTest::newRow("no cache") << QStringList{"build", onnx, "--int8", "--calib", "/no/such", "-o", "p"} << "'/no/such'";
    QTest::newRow("a model for a cache") << QStringList{"build", onnx, "--int8", "--calib", onnx, "-o", "p"} << "the first line of a calibration cache";
    QTest::newRow("a range that is none") << QStringList{"build", onnx, "--int8", "--dynamicRanges=image:wide", "-o", "p"} << "'wide' of 'image' is not a number";
    QTest::newRow("a range of nothing") << QStringList{"build", onnx, "--int8", "--dynamicRanges=image:0", "-o", "p"} << "must be finite, in order and more than zero";
    QTest::newRow("precision") << QStringList{"accuracy", onnx, "--data", path("held_out.npz"), "--precisions", "fp64"} << "'fp64' is not a precision";
    QTest::newRow("nothing to compare") << QStringList{"accuracy", onnx, "--data", path("held_out.npz"), "--precisions", "fp32"} << "nothing to compare FP32 with";
    QTest::newRow("means") << QStringList{"accuracy", onnx, "--data", path("held_out.npz"), "--mean", "1,2"} << "--mean takes 1 number or 3";
}

void AccuracyCliTest::refuses() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, sentence);
    const Finished result = planexec(arguments);
    QVERIFY2(!result.crashed && result.exitCode == 2 && result.err.contains(sentence), result.text().constData());
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::AccuracyCliTest)
#include "accuracy_cli_test.moc"
