// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

namespace planscope::app_tests {
namespace {

QString model() { return sampleModels() + "/digits_classifier.onnx"; }

QJsonDocument jsonFile(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
}

}  // namespace

class CliTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void helpAndVersion_data();
    void helpAndVersion();
    void badUsageIsOneSentence_data();
    void badUsageIsOneSentence();
    void badFilesAreOneSentence_data();
    void badFilesAreOneSentence();
    void laterOptionsAreRefused_data();
    void laterOptionsAreRefused();
    void damagedPlanNamesTheSection();
    void mismatchExitsOne();
    void runShowsAndSavesOutputs();
    void profileExportsEverything();
    void inspectReadsModelsAndPlans();
    void reportsOperators();
    void benchPrintsTheFieldsOfCompare();
    void chosenAlgorithmsCanBeForced();
    void timingCachesAreShownAndMerged();
    void explainSaysWhatPassesDid();
    void interruptLeavesNoFile();

private:
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    QTemporaryDir m_folder;
};

void CliTest::initTestCase() {
    const Finished built = planexec({"build", model(), "-o", path("digits.plan"), "--threads=1", "--timingCacheFile", path("timings")});
    QVERIFY2(built.exitCode == 0, built.text().constData());
    QVERIFY2(built.err.contains("layers, memory"), built.text().constData());
    QVERIFY(built.out.isEmpty());
}

void CliTest::helpAndVersion_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("text");
    QTest::newRow("help") << QStringList{"--help"} << "Exit codes: 0 good; 1 findings or mismatch; 2 bad usage or input; 3";
    QTest::newRow("version") << QStringList{"--version"} << "planexec 0.1.0";
    QTest::newRow("trtexec") << QStringList{"--onnx", "--help"} << "--saveEngine";
    for (const char* command : {"bench", "build", "import-report", "inspect", "profile", "run", "verify"})
        QTest::newRow(command) << QStringList{command, "--help"} << "Exit codes: 0 good";
}

void CliTest::helpAndVersion() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, text);
    const Finished result = planexec(arguments);
    QVERIFY2(result.exitCode == 0 && result.out.contains(text), result.text().constData());
}

void CliTest::badUsageIsOneSentence_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const QStringList& arguments, const char* text) { QTest::newRow(name) << arguments << text; };
    row("nothing", {}, "subcommand is required");
    row("unknown word", {"nonsense"}, "nonsense");
    row("unknown option", {"build", "--nonsense=1"}, "nonsense");
    row("no plan", {"build", model()}, "--saveEngine is required");
    row("level", {"bench", model(), "--builderOptimizationLevel=6"}, "--builderOptimizationLevel");
    row("threads", {"bench", model(), "--threads=-1"}, "--threads");
    row("shape", {"bench", model(), "--shapes=x:1x-3"}, "'1x-3' is not a shape");
    row("shape name", {"bench", model(), "--shapes=nobody:1x3"}, "'nobody'");
    row("pool", {"bench", model(), "--memPoolSize=dlaSRAM:1"}, "DLA");
    row("device", {"bench", model(), "--device=cuda"}, "cpu");
    row("pass", {"bench", model(), "--disablePass=nonsense"}, "nonsense");
    row("input name", {"run", model(), "--threads=1", "--builderOptimizationLevel=0", "--loadInputs=nobody:file"}, "'nobody', which is not an input");
}

void CliTest::badUsageIsOneSentence() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, text);
    const Finished result = planexec(arguments);
    QVERIFY2(!result.crashed && result.exitCode == 2, result.text().constData());
    QVERIFY2(result.err.startsWith("planexec: error: ") && result.err.contains(text), result.text().constData());
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY(result.out.isEmpty());
}

void CliTest::badFilesAreOneSentence_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QByteArray() << "empty";
    QTest::newRow("png") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", 20) << "file '";
    QTest::newRow("text") << QByteArray("this is not a model\n") << "file '";
    QTest::newRow("plan head") << QByteArray("PLANSCOP") << "too few for a plan";
}

void CliTest::badFilesAreOneSentence() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QFile file(path("bad.onnx"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    for (const char* command : {"inspect", "bench", "run", "profile"}) {
        const Finished result = planexec({command, file.fileName()});
        QVERIFY2(!result.crashed && result.exitCode == 2, result.text().constData());
        QVERIFY2(result.err.contains(text) && result.err.count('\n') == 1, result.text().constData());
    }
    for (const QString& place : {m_folder.path(), path("no such file")}) {
        const Finished result = planexec({"inspect", place});
        QVERIFY2(result.exitCode == 2 && result.err.contains(place), result.text().constData());
    }
}

void CliTest::laterOptionsAreRefused_data() {
    QTest::addColumn<QString>("option");
    for (const char* option : {"--fp8", "--useDLACore=0", "--sparsity=enable"})
        QTest::newRow(option) << option;
}

void CliTest::laterOptionsAreRefused() {
    QFETCH(QString, option);
    const Finished result = planexec({"bench", model(), option});
    QVERIFY2(result.exitCode == 2 && result.err.contains("comes with a later release of Planscope"), result.text().constData());
    QVERIFY2(result.err.contains(option.section('=', 0, 0)) && result.err.count('\n') == 1, result.text().constData());
}

void CliTest::damagedPlanNamesTheSection() {
    QFile file(path("digits.plan"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray bytes = file.readAll();
    bytes[static_cast<int>(bytes.size() / 2)] = static_cast<char>(~bytes[static_cast<int>(bytes.size() / 2)]);
    QFile damaged(path("damaged.plan"));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write(bytes);
    damaged.close();
    const Finished result = planexec({"run", damaged.fileName()});
    QVERIFY2(result.exitCode == 2 && result.err.contains("section '") && result.err.contains("is damaged"), result.text().constData());
}

void CliTest::mismatchExitsOne() {
    const Finished made = planexec({"run", path("digits.plan"), "--saveOutputs", path("data")});
    QVERIFY2(made.exitCode == 0, made.text().constData());
    const QString references = sampleModels() + "/digits_classifier";
    const Finished good = planexec({"verify", path("digits.plan"), "--data", references});
    QVERIFY2(good.exitCode == 0 && good.out.contains("PASS"), good.text().constData());
    const QDir sets(references);
    const QString first = sets.entryList({"test_data_set_*"}, QDir::Dirs).value(0);
    const QString source = first.isEmpty() ? references : references + "/" + first;
    QVERIFY(QFile::copy(source + "/input_0.pb", path("data/input_0.pb")));
    const Finished bad = planexec({"verify", path("digits.plan"), "--data", path("data")});
    QVERIFY2(bad.exitCode == 1 && bad.out.contains("FAIL") && bad.out.contains("mismatch"), bad.text().constData());
}

void CliTest::runShowsAndSavesOutputs() {
    const Finished result = planexec({"run", path("digits.plan"), "--exportOutput", path("out.json")});
    QVERIFY2(result.exitCode == 0 && result.out.startsWith("output '"), result.text().constData());
    const QJsonArray outputs = jsonFile(path("out.json")).array();
    QCOMPARE(outputs.size(), 1);
    QVERIFY(outputs[0]["name"].isString() && outputs[0]["dimensions"].toString().contains('x'));
    QVERIFY(outputs[0]["values"].toArray().size() >= 10);
    const Finished again = planexec({"run", path("digits.plan")});
    QCOMPARE(again.out, result.out);
}

void CliTest::profileExportsEverything() {
    const Finished result = planexec({"profile", path("digits.plan"), "--seconds=0.05", "--iterations=20", "--exportProfile", path("profile.json"),
                                      "--exportLayerInfo", path("layers.json"), "--trace", path("trace.json"), "--csv", path("layers.csv"),
                                      "--html", path("report.html")});
    QVERIFY2(result.exitCode == 0, result.text().constData());
    const QJsonArray profile = jsonFile(path("profile.json")).array();
    QCOMPARE(profile.first()["count"].toInt(), 20);
    const auto layers = jsonFile(path("layers.json")).object()["Layers"].toArray();
    QCOMPARE(profile.size() - 1, layers.size());
    QVERIFY(!jsonFile(path("trace.json")).isEmpty());
    QFile csv(path("layers.csv")), html(path("report.html"));
    QVERIFY(csv.open(QIODevice::ReadOnly) && html.open(QIODevice::ReadOnly));
    QCOMPARE(csv.readAll().trimmed().count('\n'), layers.size());
    QVERIFY(html.readAll().contains("</html>"));
}

void CliTest::reportsOperators() {
    const Finished text = planexec({"import-report", model()});
    QVERIFY2(text.exitCode == 0 && text.out.contains("operator") && text.out.contains("imported"), text.text().constData());
    const Finished json = planexec({"import-report", model(), "--json"});
    QVERIFY2(json.exitCode == 0 && json.out.contains("\"complete\": true") && json.out.contains("\"reasons\": []"), json.text().constData());
}

void CliTest::inspectReadsModelsAndPlans() {
    const Finished onnx = planexec({"inspect", model(), "--json"});
    const QJsonObject json = QJsonDocument::fromJson(onnx.out.toUtf8()).object();
    QVERIFY2(onnx.exitCode == 0 && json["format"] == "onnx" && json["problems"].toArray().isEmpty(), onnx.text().constData());
    QVERIFY(json["operators"].toObject()["Conv"].toInt() > 0);
    const Finished plan = planexec({"inspect", path("digits.plan"), "--json"});
    QVERIFY2(plan.exitCode == 0 && QJsonDocument::fromJson(plan.out.toUtf8()).object()["Layers"].isArray(), plan.text().constData());
    for (const QString& file : {model(), path("digits.plan")}) {
        const Finished graph = planexec({"inspect", file, "--graph"});
        QVERIFY2(graph.exitCode == 0 && graph.out.startsWith("digraph") && graph.out.contains(" -> "), graph.text().constData());
        QVERIFY(planexec({"inspect", file, "--layers"}).out.count('\n') > 3);
    }
}

void CliTest::benchPrintsTheFieldsOfCompare() {
    const Finished result = planexec({"bench", model(), "--threads", "1", "--seconds", "0.1", "--json", "--timingCacheFile=" + path("timings")});
    QVERIFY2(result.exitCode == 0, result.text().constData());
    QCOMPARE(result.out.count('\n'), 1);
    const QJsonObject json = QJsonDocument::fromJson(result.out.toUtf8()).object();
    for (const char* field : {"min_ms", "median_ms", "p95_ms", "p99_ms", "throughput", "first_result_ms", "build_ms", "peak_rss_mb", "runs"})
        QVERIFY2(json[field].toDouble() > 0, field);
    QVERIFY(json["min_ms"].toDouble() <= json["median_ms"].toDouble() && json["median_ms"].toDouble() <= json["p99_ms"].toDouble());
    QVERIFY(json["build_ms"].toDouble() < json["first_result_ms"].toDouble());
    QCOMPARE(json["threads"].toInt(), 1);
}

/// What was chosen can be forced: the same steps without a timing of the layers that are pinned.
void CliTest::chosenAlgorithmsCanBeForced() {
    const auto build = [&](const char* plan, const QStringList& more) {
        return planexec(QStringList{"build", model(), "-o", path(plan), "--threads=1", "--keepTimings", "--timingCacheFile=" + path("timings")} + more);
    };
    QCOMPARE(build("free.plan", {"--exportAlgorithms=" + path("algorithms.json")}).exitCode, 0);
    const Finished forced = build("forced.plan", {"--algorithms=" + path("algorithms.json")});
    QVERIFY2(forced.exitCode == 0, forced.text().constData());
    QCOMPARE(planexec({"inspect", path("forced.plan"), "--layers"}).out, planexec({"inspect", path("free.plan"), "--layers"}).out);
    QFile rules(path("wrong.json"));
    QVERIFY(rules.open(QIODevice::WriteOnly) && rules.write("{\"algorithms\": [{\"layer\": \"nowhere\", \"tactic\": \"t\"}]}") > 0);
    rules.close();
    const Finished wrong = build("wrong.plan", {"--algorithms=" + path("wrong.json")});
    QVERIFY2(wrong.exitCode == 2 && wrong.err.contains("names the layer 'nowhere', which the network does not have"), wrong.text().constData());
    QCOMPARE(build("none.plan", {"--algorithms=" + path("missing.json")}).exitCode, 2);
}

void CliTest::timingCachesAreShownAndMerged() {
    const Finished shown = planexec({"timing-cache", "show", path("timings")});
    QVERIFY2(shown.exitCode == 0 && shown.out.contains(" timings on cpu|"), shown.text().constData());
    QVERIFY(planexec({"timing-cache", "show", path("timings"), "--entries"}).out.count('\n') > 10);
    const Finished merged = planexec({"timing-cache", "merge", path("timings"), path("timings"), "-o", path("merged")});
    QVERIFY2(merged.exitCode == 0, merged.text().constData());
    const auto entries = [&](const char* file) {
        return QJsonDocument::fromJson(planexec({"timing-cache", "show", path(file), "--json"}).out.toUtf8()).object()["entries"].toArray();
    };
    QVERIFY(!entries("timings").isEmpty());
    QCOMPARE(entries("merged"), entries("timings"));
    const Finished missing = planexec({"timing-cache", "show", path("no such cache")});
    QVERIFY2(missing.exitCode == 2 && missing.err.contains("no such cache' does not exist"), missing.text().constData());
}

void CliTest::explainSaysWhatPassesDid() {
    const Finished built = planexec({"build", model(), "-o", path("explained.plan"), "--threads=1", "--builderOptimizationLevel=0", "--explain"});
    QVERIFY2(built.exitCode == 0, built.text().constData());
    QVERIFY2(built.out.contains("fuse_epilogues: ") && built.out.contains("' is the epilogue of '"), built.text().constData());
}

void CliTest::interruptLeavesNoFile() {
    QProcess process;
    process.start(QStringLiteral(PLANEXEC_PATH), {"bench", path("digits.plan"), "--seconds=60"});
    QVERIFY(process.waitForStarted());
    QTest::qWait(700);
    QCOMPARE(process.state(), QProcess::Running);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QVERIFY(QDir(m_folder.path()).entryList({"*.tmp"}).isEmpty());
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::CliTest)
#include "cli_test.moc"
