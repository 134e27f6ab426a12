// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/algorithms_json.h"

#include <QTest>

namespace planscope {

using Effect = AlgorithmRule::Effect;

class AlgorithmsJsonTest : public QObject {
Q_OBJECT
private slots:
    void comesBackAsWritten() {
        const std::vector<AlgorithmRule> rules{
            {Effect::Pin, "a \"b\" + c", "convolution.cpu.onednn", "jit:avx2", {Format::linear()}, {Format::channelBlocked(8)}},
            {Effect::Forbid, "*", "convolution.cpu.*"},
            {Effect::Retime, "Gemm_7"}};
        const auto read = parseAlgorithmRules(toJson(rules));
        QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
        QVERIFY(*read == rules);
        QVERIFY(parseAlgorithmRules(toJson(std::vector<AlgorithmRule>{}))->empty());
    }

    void mistakesAreSaid_data() {
        QTest::addColumn<std::string>("json");
        QTest::addColumn<std::string>("sentence");
        const auto row = [](const char* name, std::string json, std::string sentence) { QTest::newRow(name) << json << sentence; };
        row("no JSON", "pin all", "it is not a JSON object with a list 'algorithms'");
        row("no list", "{}", "it is not a JSON object with a list 'algorithms'");
        row("no object", "{\"algorithms\": [3]}", "rule 0: it is not an object");
        row("no layer", "{\"algorithms\": [{\"tactic\": \"t\"}]}", "rule 0: it names no layer");
        row("number", "{\"algorithms\": [{\"layer\": 3}]}", "rule 0: 'layer' is not text");
        row("effect", "{\"algorithms\": [{\"layer\": \"a\"}, {\"layer\": \"a\", \"effect\": \"like\"}]}",
            "rule 1: the effect 'like' is none of pin, forbid and retime");
        row("member", "{\"algorithms\": [{\"layer\": \"a\", \"tatcic\": \"t\"}]}", "rule 0: the member 'tatcic' is not known");
        row("formats", "{\"algorithms\": [{\"layer\": \"a\", \"inputs\": \"linear\"}]}", "rule 0: 'inputs' is not a list of formats");
    }
    void mistakesAreSaid() {
        QFETCH(std::string, json);
        const auto read = parseAlgorithmRules(json);
        QVERIFY(!read && read.error().code == Code::Format);
        QTEST(read.error().text(), "sentence");
    }

    void chosenAreWrittenAsPins() {
        BuildRecord record;
        CandidateRecord chosen{.tactic = "t", .algorithm = "v", .formats = {{Format::linear()}, {Format::linear()}}, .verdict = accept()};
        chosen.chosen = true;
        record.layers.push_back({"conv", "convolution", {{.tactic = "other", .algorithm = {}, .formats = {}, .verdict = {}}, chosen}, {}});
        record.layers.push_back({"Reformatting", "reformat", {chosen}, {}});
        const auto rules = chosenAlgorithms(record);
        QCOMPARE(rules.size(), std::size_t{1});
        QVERIFY(rules.front() == (AlgorithmRule{Effect::Pin, "conv", "t", "v", {Format::linear()}, {Format::linear()}}));
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::AlgorithmsJsonTest)
#include "algorithms_json_test.moc"
