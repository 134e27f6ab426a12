// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

namespace planscope::app_tests {
namespace {

QString onnx() { return "--onnx=" + sampleModels() + "/digits_classifier.onnx"; }

const QStringList kQuick{"--builderOptimizationLevel=0", "--threads=1", "--duration=0.05", "--warmUp=5"};

QJsonArray arrayIn(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).array() : QJsonArray();
}

}  // namespace

class TrtexecStyleTest : public QObject {
    Q_OBJECT
private slots:
    void consoleHasTrtexecsLines();
    void savedEngineIsLoaded();
    void filesHaveTrtexecsFields();
    void layersAreToldByVerbosity();
    void badOptionsEndFailed_data();
    void badOptionsEndFailed();
};

void TrtexecStyleTest::consoleHasTrtexecsLines() {
    const Finished result = planexec(QStringList{onnx(), "--dumpProfile", "--dumpLayerInfo", "--dumpOutput", "--percentile=50,99"} + kQuick);
    QVERIFY2(result.exitCode == 0, result.text().constData());
    const QStringList lines = result.out.trimmed().split('\n');
    QVERIFY(lines.first().startsWith("&&&& RUNNING Planscope.planexec [TensorRT v8612] # "));
    QVERIFY(lines.last().startsWith("&&&& PASSED Planscope.planexec [TensorRT v8612] # "));
    const QRegularExpression prefix(R"(^\[\d\d/\d\d/\d{4}-\d\d:\d\d:\d\d\] \[I\] )");
    for (qsizetype i = 1; i + 1 < lines.size(); ++i) QVERIFY2(prefix.match(lines[i]).hasMatch(), qPrintable(lines[i]));
    const char* const inOrder[] = {"=== Model Options ===", "=== Build Options ===", "=== Inference Options ===", "=== Reporting Options ===",
                                   "=== Device Information ===", "Start parsing network model.", "Finished parsing network model. Parse time: ",
                                   "Engine built in ", "Layer Information:", "Starting inference", "Warmup completed ", "=== Trace details ===",
                                   "=== Performance summary ===", "Throughput: ", "Latency: min = ", "percentile(50%) = ", "Total Host Walltime: ",
                                   "=== Profile ("};
    qsizetype at = 0;
    for (const char* text : inOrder) {
        at = result.out.indexOf(text, at);
        QVERIFY2(at >= 0, text);
    }
}

void TrtexecStyleTest::savedEngineIsLoaded() {
    const QTemporaryDir folder;
    const QString plan = folder.filePath("digits.plan");
    const Finished saved = planexec(QStringList{onnx(), "--saveEngine=" + plan, "--skipInference"} + kQuick);
    QVERIFY2(saved.exitCode == 0 && !saved.out.contains("Starting inference"), saved.text().constData());
    const Finished loaded = planexec({"--loadEngine=" + plan, "--iterations=3", "--duration=0", "--warmUp=0", "--avgRuns=1"});
    QVERIFY2(loaded.exitCode == 0 && loaded.out.contains("Engine loaded in "), loaded.text().constData());
    QVERIFY2(loaded.out.contains("Timing trace has 3 queries over "), loaded.text().constData());
    QCOMPARE(loaded.out.count("Average on 1 runs"), 3);
}

void TrtexecStyleTest::filesHaveTrtexecsFields() {
    const QTemporaryDir folder;
    const QString times = folder.filePath("times.json"), output = folder.filePath("output.json"), profile = folder.filePath("profile.json");
    const Finished result = planexec(QStringList{onnx(), "--exportTimes=" + times, "--exportOutput=" + output, "--exportProfile=" + profile,
                                                 "--separateProfileRun"} + kQuick);
    QVERIFY2(result.exitCode == 0, result.text().constData());
    const QJsonArray rows = arrayIn(times);
    QVERIFY(rows.size() >= 10);
    const QStringList fields{"computeMs", "d2hMs", "endComputeMs", "endD2hMs", "endEnqMs", "endH2dMs", "h2dMs", "latencyMs", "startComputeMs",
                             "startD2hMs", "startEnqMs", "startH2dMs"};
    QCOMPARE(rows[0].toObject().keys(), fields);
    for (const QJsonValue& row : rows)
        QVERIFY(qAbs(row["latencyMs"].toDouble() - row["h2dMs"].toDouble() - row["computeMs"].toDouble() - row["d2hMs"].toDouble()) < 1e-6);
    QCOMPARE(arrayIn(output)[0].toObject().keys(), QStringList({"dimensions", "name", "values"}));
    const QJsonArray layers = arrayIn(profile);
    QVERIFY(layers.size() > 1 && layers[0]["count"].toInt() > 0);
    QCOMPARE(layers[1].toObject().keys(), QStringList({"averageMs", "medianMs", "name", "percentage", "timeMs"}));
}

void TrtexecStyleTest::layersAreToldByVerbosity() {
    const QTemporaryDir folder;
    const QString file = folder.filePath("layers.json");
    const auto layers = [&](const QStringList& more) {
        const Finished result = planexec(QStringList{onnx(), "--skipInference", "--exportLayerInfo=" + file} + more + kQuick);
        QFile json(file);
        return result.exitCode == 0 && json.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(json.readAll()).object() : QJsonObject();
    };
    const QJsonObject names = layers({}), detailed = layers({"--profilingVerbosity=detailed"}), none = layers({"--profilingVerbosity=none"});
    QVERIFY(names["Layers"].toArray().size() > 1 && names["Layers"].toArray()[0].isString() && !names.contains("Planscope"));
    QVERIFY(none["Layers"].toArray().isEmpty() && !none["Bindings"].toArray().isEmpty());
    QCOMPARE(detailed["Layers"].toArray().size(), names["Layers"].toArray().size());
    QCOMPARE(detailed["Layers"].toArray()[0].toObject()["Name"], names["Layers"].toArray()[0]);
    QVERIFY(!detailed["Planscope"].toObject()["Layers"].toArray()[0].toObject()["Candidates"].toArray().isEmpty());
}

void TrtexecStyleTest::badOptionsEndFailed_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("text");
    QTest::newRow("unknown") << QStringList{onnx(), "--nonsense"} << "nonsense";
    QTest::newRow("twice") << QStringList{onnx(), "--iterations=1", "--iterations=2"} << "--iterations";
    QTest::newRow("no model") << QStringList{"--iterations=1"} << "Model missing";
    QTest::newRow("both") << QStringList{onnx(), "--loadEngine=x"} << "exclude each other";
    QTest::newRow("no file") << QStringList{"--onnx=/no/such.onnx"} << "'/no/such.onnx' does not exist";
    QTest::newRow("precision") << QStringList{onnx(), "--layerPrecisions=a:fp64"} << "'fp64' is not a type";
    QTest::newRow("verbosity") << QStringList{onnx(), "--profilingVerbosity=loud"} << "'loud' is not a verbosity";
    QTest::newRow("gpu") << QStringList{onnx(), "--useCudaGraph"} << "the CUDA device comes with a later release";
    QTest::newRow("dla") << QStringList{onnx(), "--useDLACore=0"} << "the DLA target comes with a later release";
}

void TrtexecStyleTest::badOptionsEndFailed() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, text);
    const Finished result = planexec(arguments);
    QVERIFY2(!result.crashed && result.exitCode == 2 && result.err.contains(text), result.text().constData());
    QVERIFY(result.out.trimmed().split('\n').last().startsWith("&&&& FAILED Planscope.planexec [TensorRT v8612] # "));
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::TrtexecStyleTest)
#include "trtexec_style_test.moc"
