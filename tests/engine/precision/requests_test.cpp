// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/precision/requests.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/passes/pipeline.h"

#include <QtTest>

namespace planscope::precision_tests {
namespace {

/// A convolution, bias and activation that passes make one layer of.
constexpr const char* kText = "network n\n"
                              "input x f32[1,4,8,8]\n"
                              "const w f32[4,4,3,3] random=1\n"
                              "layer conv convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} %1-> c f32[1,4,8,8]\n"
                              "layer act activation(c) {kind=relu} %2-> r f32[1,4,8,8]\n"
                              "layer shape shape(r) -> s i32[4]\n"
                              "output y = r\noutput s = s\n";

Network network(const char* first = "", const char* second = "") {
    auto out = parseNetwork(QString(kText).arg(first, second).toStdString(), layers::table());
    if (!out) qFatal("%s", out.error().text().c_str());
    return std::move(*out);
}

const Layer* find(const Network& network, std::string_view name) {
    for (const LayerId id : network.topologicalOrder())
        if (network.layer(id).name == name) return &network.layer(id);
    return nullptr;
}

}  // namespace

class RequestsTest : public QObject {
    Q_OBJECT
private slots:
    void namesAndStar();
    void warnsOfWhatHasNoEffect();
    void survivePrinting();
    void passesKeepThem_data();
    void passesKeepThem();
};

void RequestsTest::namesAndStar() {
    Network n = network();
    const PrecisionOptions options{.fp16 = true,
                                   .constraints = PrecisionConstraints::Obey,
                                   .layerPrecisions = {{"*", {DataType::Half}}, {"conv", {DataType::Float}}},
                                   .layerOutputTypes = {{"act", {DataType::Float, DataType::Float}}}};
    const auto warnings = precision::applyRequests(n, options);
    QVERIFY(warnings && warnings->empty());
    QVERIFY(find(n, "conv")->request.precision == DataType::Float);
    QVERIFY(find(n, "act")->request.precision == DataType::Half);
    QCOMPARE(find(n, "act")->request.outputTypes.size(), 1U);
    QVERIFY(find(n, "shape")->request.empty());
}

void RequestsTest::warnsOfWhatHasNoEffect() {
    Network n = network();
    PrecisionOptions options{.layerPrecisions = {{"nobody", {DataType::Float}}}};
    const auto without = precision::applyRequests(n, options);
    QVERIFY(without && without->size() == 1 && (*without)[0].text().find("no effect") != std::string::npos);
    options.constraints = PrecisionConstraints::Prefer;
    const auto unknown = precision::applyRequests(n, options);
    QVERIFY(unknown && unknown->size() == 1 && (*unknown)[0].text().find("'nobody'") != std::string::npos);
}

void RequestsTest::survivePrinting() {
    const Network n = network("wants f16[f32] ", "wants any[f16] ");
    const std::string text = printNetwork(n);
    QVERIFY2(text.find("wants f16[f32] -> c") != std::string::npos, text.c_str());
    const auto again = parseNetwork(QString::fromStdString(text).replace(QRegularExpression("hash=\\w+"), "random=1").toStdString(), layers::table());
    QVERIFY2(again, again ? "" : again.error().text().c_str());
    QCOMPARE(printNetwork(*again), text);
    QVERIFY(find(*again, "act")->request == find(n, "act")->request);
    const auto wrong = parseNetwork("input x f32[4]\nlayer a activation(x) wants f16[f32,f32] -> y\noutput y\n", layers::table());
    QVERIFY(!wrong && wrong.error().code == Code::Arity);
}

void RequestsTest::passesKeepThem_data() {
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<int>("layers");      // with shape left out
    QTest::addColumn<QString>("expected");  // of the last layer
    QTest::newRow("nothing asked") << "" << "" << 1 << "-> r";
    QTest::newRow("of the anchor") << "wants f32 " << "" << 1 << "wants f32 -> r";
    QTest::newRow("of the epilogue") << "" << "wants f32 " << 1 << "wants f32 -> r";
    QTest::newRow("the same of both") << "wants f16 " << "wants f16 " << 1 << "wants f16 -> r";
    QTest::newRow("two different") << "wants f16 " << "wants f32 " << 2 << "wants f32 -> r";
    QTest::newRow("type of the result") << "" << "wants any[f32] " << 1 << "wants any[f32] -> r";
    QTest::newRow("type of what lies between") << "wants any[f32] " << "" << 2 << "-> r";
}

void RequestsTest::passesKeepThem() {
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(int, layers);
    QFETCH(QString, expected);
    Network n = network(first.toUtf8().constData(), second.toUtf8().constData());
    const auto records = passes::runPipeline(n, {.explain = true}, {});
    QVERIFY2(records, records ? "" : records.error().text().c_str());
    const std::string text = printNetwork(n);
    QVERIFY2(static_cast<int>(QString::fromStdString(text).count("\nlayer ")) == layers, text.c_str());
    QVERIFY2(text.find(expected.toStdString()) != std::string::npos, text.c_str());
    std::string declined;
    for (const PassRecord& record : *records)
        for (const DeclineRecord& decline : record.declined) declined += decline.reason + '\n';
    QCOMPARE(declined.find("is asked to be") != std::string::npos, layers == 2);
}

}  // namespace planscope::precision_tests

QTEST_APPLESS_MAIN(planscope::precision_tests::RequestsTest)
#include "requests_test.moc"
