// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/scope/writers.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

namespace planscope::scope {
namespace {

/// A convolution in FP32 that came from a node with a comma and a quote in its name, and an output that is too wide.
Network sample() {
    auto network = parseNetwork("network n\ninput x f32[1,4,8,8]\nconst w f32[4,4,3,3] random=1\nlayer c convolution(x, w) -> y\noutput y\n", layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    Network out;
    const OriginId origin = out.addOrigin({"conv, \"first\"", "Conv"});
    const TensorId x = out.addInput("x", DataType::Float, {1, 4, 8, 8});
    const TensorId w = out.addConstant("w", network->tensor(network->layer(network->topologicalOrder().front()).inputs[1]).constant);
    const Layer& convolution = network->layer(network->topologicalOrder().front());
    const auto added = out.addLayer({.name = "c", .def = convolution.def, .attrs = convolution.attrs, .inputs = {x, w}, .origins = {origin}});
    if (!added) qFatal("%s", added.error().text().c_str());
    out.markOutput("y", out.layer(*added).outputs[0]);
    return out;
}

Report reportOn(const Network& network) {
    Question question{network, *findTarget("drive-orin")};
    question.plan.isSafety = true;
    question.plan.allowsGpuFallback = true;
    return ask(question, kSafe | kRestricted);
}

QJsonObject parsed(const std::string& text) { return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object(); }

}  // namespace

class ScopeWritersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textPutsErrorsFirst();
    void jsonHoldsEverything();
    void sarifIsOfItsForm();
    void csvIsQuoted();
    void pageIsFresh();
};

void ScopeWritersTest::textPutsErrorsFirst() {
    const Network network = sample();
    const std::string text = textOf(reportOn(network), network);
    const auto error = text.find("SAFE-CONV-01"), advice = text.find("SAFE-GEN-13");
    QVERIFY(error != std::string::npos && advice != std::string::npos && error < advice);
    QVERIFY(text.find("error   SAFE-CONV-01   c: a convolution of 3x3 with stride 1x1 and padding 0x0 in FP32; only the plain 1x1 is in the scope there; set FP16 or INT8 [CSDN, documented]\n") != std::string::npos);
    QVERIFY(text.find("2 errors, 0 warnings, 1 pieces of advice. Nothing here is certified") != std::string::npos);
}

void ScopeWritersTest::jsonHoldsEverything() {
    const Network network = sample();
    const QJsonObject json = parsed(jsonOf(reportOn(network), network));
    QCOMPARE(json["errors"].toInt(), 2);
    const QJsonArray findings = json["findings"].toArray();
    QCOMPARE(findings.size(), 3);
    for (const QJsonValue& finding : findings)
        for (const char* key : {"rule", "level", "value", "sentence", "source", "confidence"}) QVERIFY2(!finding[QLatin1String(key)].toString().isEmpty(), key);
    const auto convolution = std::ranges::find_if(findings, [](const QJsonValue& f) { return f[QLatin1String("rule")].toString() == QLatin1String("SAFE-CONV-01"); });
    QVERIFY(convolution != findings.end());
    QCOMPARE((*convolution)[QLatin1String("nodes")].toArray().first().toString(), QStringLiteral("conv, \"first\""));
}

/// What SARIF 2.1.0 requires: version, runs with a driver that has a name, results with a message, levels of its list, indices of rules that exist.
void ScopeWritersTest::sarifIsOfItsForm() {
    const Network network = sample();
    const QJsonObject log = parsed(sarifOf(reportOn(network), network, "model.onnx"));
    QCOMPARE(log["version"].toString(), QStringLiteral("2.1.0"));
    const QJsonObject run = log["runs"].toArray().first().toObject(), driver = run["tool"].toObject()["driver"].toObject();
    QCOMPARE(driver["name"].toString(), QStringLiteral("Planscope"));
    const QJsonArray rules = driver["rules"].toArray(), results = run["results"].toArray();
    QCOMPARE(results.size(), 3);
    for (const QJsonValue& value : results) {
        const QJsonObject result = value.toObject();
        QVERIFY(!result["message"].toObject()["text"].toString().isEmpty());
        QVERIFY((QStringList{QStringLiteral("note"), QStringLiteral("warning"), QStringLiteral("error")}.contains(result["level"].toString())));
        QCOMPARE(rules[result["ruleIndex"].toInt()].toObject()["id"].toString(), result["ruleId"].toString());
        const QJsonObject location = result["locations"].toArray().first().toObject();
        QCOMPARE(location["physicalLocation"].toObject()["artifactLocation"].toObject()["uri"].toString(), QStringLiteral("model.onnx"));
    }
}

void ScopeWritersTest::csvIsQuoted() {
    const Network network = sample();
    const std::string csv = csvOf(reportOn(network), network);
    QVERIFY(csv.starts_with("rule,level,subject,nodes,value,sentence,fix,source,confidence\r\n"));
    QVERIFY(csv.find("\"conv, \"\"first\"\"\"") != std::string::npos);
    QCOMPARE(std::ranges::count(csv, '\n'), std::ptrdiff_t{4});
}

void ScopeWritersTest::pageIsFresh() {
    QFile page(QStringLiteral(PLANSCOPE_SOURCE_DIR "/docs/safety_rules.md"));
    QVERIFY(page.open(QIODevice::ReadOnly));
    QVERIFY2(QString::fromUtf8(page.readAll()).trimmed() == QString::fromStdString(rulesPage()).trimmed(), "write it again: planexec rules > docs/safety_rules.md");
}

}  // namespace planscope::scope

QTEST_APPLESS_MAIN(planscope::scope::ScopeWritersTest)
#include "writers_test.moc"
