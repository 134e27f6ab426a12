// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/planexec_process.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

namespace planscope::app_tests {

class ScopeCliTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhatASafetyBuildWouldRefuse();
    void safetyBuildsAskTheSameRules();
    void writesEveryFormat();
    void badUsageIsOneSentence_data();
    void badUsageIsOneSentence();
    void printsTheRules();
    void optionsReachTheRules_data();
    void optionsReachTheRules();

private:
    QString model() const { return sampleModels() + "/digits_classifier.onnx"; }
};

void ScopeCliTest::saysWhatASafetyBuildWouldRefuse() {
    const Finished single = planexec({"scope", model()});
    QCOMPARE(single.exitCode, 1);
    QVERIFY2(single.out.contains("error   SAFE-CONV-01"), single.text().constData());
    const Finished half = planexec({"scope", model(), "--fp16"});
    QCOMPARE(half.exitCode, 0);
    QVERIFY2(half.out.contains("0 errors") && half.out.contains("Nothing here is certified"), half.text().constData());
    const Finished restricted = planexec({"scope", model(), "--fp16", "--scope", "restricted"});
    QCOMPARE(restricted.exitCode, 0);
    QVERIFY2(restricted.out.contains("warning SAFE-BUILD-04"), restricted.text().constData());
    const Finished a10 = planexec({"scope", model(), "--fp16", "--target", "a10"});
    QCOMPARE(a10.exitCode, 0);
    QVERIFY2(a10.out.contains("warning SAFE-BUILD-03"), a10.text().constData());
}

/// Every error that planexec scope lists is named by the safety build, and no plan is written; without errors there is one.
void ScopeCliTest::safetyBuildsAskTheSameRules() {
    const QTemporaryDir folder;
    const QString plan = folder.filePath(QStringLiteral("safe.plan"));
    const Finished listed = planexec({"scope", model()}), refused = planexec({"build", model(), "--capability", "safety", "-o", plan});
    QVERIFY2(refused.exitCode == 2 && !QFile::exists(plan), refused.text().constData());
    int errors = 0;
    for (const QByteArray& line : listed.out.toUtf8().split('\n')) {
        if (!line.startsWith("error ")) continue;
        ++errors;
        const QByteArray rule = line.mid(8, 15).trimmed(), rest = line.mid(23), sentence = rest.left(rest.indexOf("; "));
        QVERIFY2(refused.err.contains(rule + " " + sentence), line.constData());
    }
    QVERIFY(errors > 0);
    QVERIFY2(refused.err.contains("refuses this network, " + QByteArray::number(errors) + " rule"), refused.text().constData());
    for (const QStringList& words : {QStringList{"build", model(), "--restricted", "-o", plan}, QStringList{"--onnx=" + model(), "--restricted", "--saveEngine=" + plan},
                                     QStringList{"--onnx=" + model(), "--safe", "--saveEngine=" + plan}}) {
        const Finished other = planexec(words);
        QVERIFY2(other.exitCode == 2 && !QFile::exists(plan) && other.err.contains("refuses this network, " + QByteArray::number(errors) + " rule"), other.text().constData());
    }
    const Finished built = planexec({"build", model(), "--capability", "safety", "--fp16", "-o", plan});
    QVERIFY2(built.exitCode == 0 && QFile::exists(plan), built.text().constData());
    for (const char* runtime : {"proxy", "safety"}) {
        const Finished run = planexec({"run", plan, "--runtime", runtime});
        QVERIFY2(run.exitCode == 0, run.text().constData());
    }
}

void ScopeCliTest::writesEveryFormat() {
    const QTemporaryDir folder;
    for (const char* format : {"json", "sarif"}) {
        const QString file = folder.filePath(QString::fromUtf8(format));
        const Finished done = planexec({"scope", model(), "--format", format, "-o", file});
        QVERIFY2(done.exitCode == 1 && done.out.isEmpty(), done.text().constData());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(!QJsonDocument::fromJson(written.readAll()).object().isEmpty());
    }
    QVERIFY(planexec({"scope", model(), "--format", "csv"}).out.startsWith("rule,level,subject"));
}

void ScopeCliTest::badUsageIsOneSentence_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("target") << QStringList{"--target", "moon"} << "--target: 'moon' is not known; there are drive-orin";
    QTest::newRow("rules") << QStringList{"--rules", "9.0.0"} << "--rules: there are no rules of release 9.0.0; there are 8.6.11 and 8.6.12";
    QTest::newRow("no release") << QStringList{"--rules", "8.6"} << "--rules: '8.6' is not a release";
    QTest::newRow("format") << QStringList{"--format", "xml"} << "--format: 'xml' is not one; there are text, json, sarif and csv";
    QTest::newRow("scope") << QStringList{"--scope", "all"} << "--scope: 'all' is not one";
}

void ScopeCliTest::badUsageIsOneSentence() {
    QFETCH(QStringList, options);
    QFETCH(QString, sentence);
    const Finished done = planexec(QStringList{"scope", model()} + options);
    QCOMPARE(done.exitCode, 2);
    QVERIFY2(done.err.contains(sentence.toUtf8()) && done.err.trimmed().count('\n') == 0, done.text().constData());
}

void ScopeCliTest::printsTheRules() {
    const Finished done = planexec({"rules"});
    QCOMPARE(done.exitCode, 0);
    QCOMPARE(done.out.count("| SAFE-"), 117);
}

/// What is asked beside the network reaches the rules.
void ScopeCliTest::optionsReachTheRules_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("rule");
    QTest::newRow("DLA") << QStringList{"--useDLACore=0"} << "error   SAFE-BUILD-01";
    QTest::newRow("fallback") << QStringList{"--allowGPUFallback"} << "error   SAFE-BUILD-02";
    QTest::newRow("TF32") << QStringList{"--tf32"} << "error   SAFE-BUILD-05";
    QTest::newRow("QNX") << QStringList{"--target", "drive-orin-qnx"} << "error   SAFE-BUILD-06";
    QTest::newRow("refit") << QStringList{"--refit"} << "error   SAFE-BUILD-10";
    QTest::newRow("sparse") << QStringList{"--sparsity", "force"} << "advice  SAFE-BUILD-16";
    QTest::newRow("level") << QStringList{"--builderOptimizationLevel=5", "--rules=8.6.11"} << "advice  SAFE-BUILD-13";
    QTest::newRow("times") << QStringList{"--noBuilderCache"} << "advice  SAFE-BUILD-17";
}

void ScopeCliTest::optionsReachTheRules() {
    QFETCH(QStringList, options);
    QFETCH(QString, rule);
    const Finished without = planexec({"scope", model(), "--fp16", "--timingCacheFile", "times"});
    QVERIFY2(!without.out.contains(rule), without.text().constData());
    const Finished with = planexec(QStringList{"scope", model(), "--fp16", "--timingCacheFile", "times"} + options);
    QVERIFY2(with.out.contains(rule), with.text().constData());
}

}  // namespace planscope::app_tests

QTEST_GUILESS_MAIN(planscope::app_tests::ScopeCliTest)
#include "scope_cli_test.moc"
