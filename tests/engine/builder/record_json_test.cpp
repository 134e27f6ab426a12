// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/record_json.h"

#include <QtTest>

#include <random>

namespace planscope::builder_tests {
namespace {

BuildRecord sample() {
    CandidateRecord chosen{"convolution.cpu.onednn", "jit:avx2", {{Format::channelBlocked(8), {}}, {Format::channelLast(4)}}, {}, 1234.5, 1200, 8, 4096, true, true};
    CandidateRecord refused{"convolution.cpu.depthwise", "", {}, reject(Reason::Attribute, "groups 1 is not the channel count 64"), -1, -1, 0, 0, false, false};
    BuildRecord record;
    record.passes = {{"drop_identities", 2, 10, 8, 55.5, {"because \"it\" does nothing", "\xff is not UTF-8"}, {{"Conv_0", "the result is read twice"}}}};
    record.stages = {{"passes", 1e6}, {"tactics", 2.5e9}};
    record.layers = {{"Conv_0 + Relu_1", "convolution", {chosen, refused}, "the only one"}};
    record.reformats = {{"t", Format::linear(), Format::channelBlocked(16), 77, "Conv_0"}};
    record.precisions = {{"Conv_0", "any[f32]", "f16", {"f32"}, "FP16: allowed by --fp16", 4608, 3, 2, 1}};
    record.tacticsTimed = 5;
    record.cacheHits = 6;
    return record;
}

}  // namespace

class RecordJsonTest : public QObject {
    Q_OBJECT
private slots:
    void everyFieldSurvives();
    void reproducibleTextHasNoClockTimes();
    void wrongTypesAreNamed_data();
    void wrongTypesAreNamed();
    void hostileTextNeverCrashes();
};

void RecordJsonTest::everyFieldSurvives() {
    const std::string json = toJson(sample(), RecordDetail::Full);
    const auto read = parseBuildRecord(json);
    QVERIFY2(read, read ? "" : read.error().text().c_str());
    QCOMPARE(toJson(*read, RecordDetail::Full), json);
    const CandidateRecord& chosen = read->layers[0].candidates[0];
    QCOMPARE(chosen.medianNs, 1234.5);
    QVERIFY(chosen.chosen && chosen.fromCache && chosen.formats == sample().layers[0].candidates[0].formats);
    QCOMPARE(chosen.workspaceBytes, 4096U);
    const Verdict& verdict = read->layers[0].candidates[1].verdict;
    QVERIFY(verdict.reason == Reason::Attribute && verdict.sentence == "groups 1 is not the channel count 64");
    QCOMPARE(read->layers[0].candidates[1].medianNs, -1.0);
    QCOMPARE(read->passes[0].reasons[0], std::string("because \"it\" does nothing"));
    QCOMPARE(read->passes[0].declined[0].layer, std::string("Conv_0"));
    QCOMPARE(read->passes[0].declined[0].reason, std::string("the result is read twice"));
    QVERIFY(read->reformats[0].to == Format::channelBlocked(16));
    QCOMPARE(read->precisions[0].outputs, std::vector<std::string>{"f32"});
    QCOMPARE(read->precisions[0].infiniteWeights, 3);
    QCOMPARE(read->precisions[0].requested, std::string("any[f32]"));
    QCOMPARE(read->stages[1].ns, 2.5e9);
    QCOMPARE(read->cacheHits, 6);
}

void RecordJsonTest::reproducibleTextHasNoClockTimes() {
    BuildRecord other = sample();
    other.stages[0].ns = 7;
    other.passes[0].ns = 8;
    other.cacheHits = 11;
    other.layers[0].candidates[0].fromCache = false;
    QCOMPARE(toJson(other, RecordDetail::Reproducible), toJson(sample(), RecordDetail::Reproducible));
    QVERIFY(toJson(other, RecordDetail::Full) != toJson(sample(), RecordDetail::Full));
    other.layers[0].candidates[0].medianNs = 1;
    QVERIFY(toJson(other, RecordDetail::Reproducible) != toJson(sample(), RecordDetail::Reproducible));
}

void RecordJsonTest::wrongTypesAreNamed_data() {
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("text");
    QTest::newRow("not JSON") << "{" << "is not JSON";
    QTest::newRow("a list") << "[]" << "the record";
    QTest::newRow("layers") << R"({"layers":1})" << "'layers' of the build record is not a list";
    QTest::newRow("layer") << R"({"layers":[1]})" << "is not an object";
    QTest::newRow("name") << R"({"layers":[{"layer":[]}]})" << "'layer' of the build record is not text";
    QTest::newRow("format") << R"({"layers":[{"candidates":[{"inputs":["nchw99999c"]}]}]})" << "'nchw99999c'";
    QTest::newRow("reason") << R"({"layers":[{"candidates":[{"reason":"whim"}]}]})" << "'whim' is not a reason";
    QTest::newRow("count") << R"({"tacticsTimed":-1})" << "'tacticsTimed' of the build record is not a count";
    QTest::newRow("large count") << R"({"tacticsTimed":99999999999})" << "a smaller count";
}

void RecordJsonTest::wrongTypesAreNamed() {
    QFETCH(QString, json);
    QFETCH(QString, text);
    const auto read = parseBuildRecord(json.toStdString());
    QVERIFY(!read && read.error().code == Code::Format);
    QVERIFY2(read.error().message.find(text.toStdString()) != std::string::npos, read.error().message.c_str());
}

void RecordJsonTest::hostileTextNeverCrashes() {
    QVERIFY(!parseBuildRecord(std::string(1'000'000, '[')));
    QVERIFY(!parseBuildRecord(std::string(500'000, '[') + std::string(500'000, ']')));
    const std::string json = toJson(sample(), RecordDetail::Full);
    std::mt19937 random(5);
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        std::string broken = json;
        for (int k = 0; k < 3; ++k) broken[random() % broken.size()] = "{}[]\",:0-eE.n\\"[random() % 14];
        if (!parseBuildRecord(broken)) ++refused;
    }
    QVERIFY(refused > 1000);
}

}  // namespace planscope::builder_tests

QTEST_APPLESS_MAIN(planscope::builder_tests::RecordJsonTest)
#include "record_json_test.moc"
