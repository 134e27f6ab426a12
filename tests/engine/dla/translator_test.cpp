// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/dla/placement/placement.h"
#include "engine/dla/translator/translator.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/layer_table.h"
#include "engine/layers/quantize.h"
#include "engine/network/text.h"

#include <QTest>

#include <algorithm>

namespace planscope::dla {
namespace {

Network networkOf(const std::string& text) {
    auto network = parseNetwork("network n\n" + text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}
Translation translated(const std::string& text) {
    auto out = translate(networkOf(text));
    if (!out) qFatal("%s", out.error().text().c_str());
    return std::move(*out);
}

std::string pair(const std::string& name, const std::string& from, const std::string& to, const std::string& scale) {
    return "const s" + name + " f32[]=[" + scale + "]\nlayer q" + name + " quantize(" + from + ", s" + name + ") -> i" + name + "\nlayer d" + name + " dequantize(i" + name + ", s" + name + ") -> " + to + "\n";
}
const std::string kInput = "input x f32[1,4,4,4]\n", kOutput = "output y\n";
std::string convolution(const std::string& from, const std::string& to) { return "const w f32[4,4,1,1] random=1\nlayer c convolution(" + from + ", w) -> " + to + "\n"; }

}  // namespace

class DlaTranslatorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pairsBecomeScales();
    void scalesArePassedOn();
    void missingScalesAreNamed();
    void whatIsLostIsSaid();
    void networksWithoutPairsStay();
    void translatedNetworksAreTaken();
};

void DlaTranslatorTest::pairsBecomeScales() {
    const Translation out = translated(kInput + pair("1", "x", "r", "0.5") + convolution("r", "u") + "layer a activation(u) {kind=relu} -> v\n" + pair("2", "v", "y", "0.25") + kOutput);
    QCOMPARE(out.scales.at("x"), 0.5F);
    QCOMPARE(out.scales.at("v"), 0.25F);
    QCOMPARE(out.scales.at("u"), 0.25F);  // runs as one with the activation
    QCOMPARE(out.network.layerCount(), std::size_t{2});
    QVERIFY(out.missing.empty() && out.problems.empty());
    QVERIFY((out.int8Layers == std::vector<std::string>{"c"}));
    for (const LayerId id : out.network.topologicalOrder()) QVERIFY(!out.network.layer(id).is(layers::quantize::kind) && !out.network.layer(id).is(layers::dequantize::kind));
}

void DlaTranslatorTest::scalesArePassedOn() {
    const Translation out = translated(kInput + pair("1", "x", "r", "0.5") + "layer p pooling(r) {window=[2,2], stride=[2,2]} -> v\nlayer t shuffle(v) {firstTranspose=[0,2,1,3]} -> y\n" + kOutput);
    QCOMPARE(out.scales.at("v"), 0.5F);
    QCOMPARE(out.scales.at("y"), 0.5F);
    const Translation back = translated(kInput + convolution("x", "u") + "layer t shuffle(u) {firstTranspose=[0,2,1,3]} -> v\n" + pair("1", "v", "y", "0.5") + kOutput);
    QCOMPARE(back.scales.at("u"), 0.5F);
    const Translation average = translated(kInput + pair("1", "x", "r", "0.5") + "layer p pooling(r) {kind=average, window=[2,2], stride=[2,2]} -> y\n" + kOutput);
    QVERIFY(!average.scales.contains("y"));
}

void DlaTranslatorTest::missingScalesAreNamed() {
    const Translation out = translated(kInput + pair("1", "x", "r", "0.5") + convolution("r", "y") + kOutput);
    QVERIFY((out.missing == std::vector<std::string>{"y"}));
}

void DlaTranslatorTest::whatIsLostIsSaid() {
    const Translation twice = translated(kInput + pair("1", "x", "r", "0.5") + pair("2", "x", "v", "0.75") + "layer a elementwise(r, v) {kind=sum} -> y\n" + kOutput);
    QCOMPARE(twice.scales.at("x"), 0.75F);
    QVERIFY(twice.problems.size() == 1 && twice.problems[0].find("two scales") != std::string::npos);
    const std::string tail = "layer a activation(r) {kind=relu} -> y\n" + kOutput;
    const Translation channels = translated(kInput + "const s f32[4]=[1,2,3,4]\nlayer q quantize(x, s) {axis=1} -> i\nlayer d dequantize(i, s) {axis=1} -> r\n" + tail);
    QCOMPARE(channels.scales.at("x"), 4.0F);
    QVERIFY(channels.problems.size() == 1 && channels.problems[0].find("one per tensor") != std::string::npos);
    const Translation shifted = translated(kInput + "const s f32[]=[1]\nconst z i8[]=[3]\nlayer q quantize(x, s, z) -> i\nlayer d dequantize(i, s, z) -> r\n" + tail);
    QVERIFY(shifted.problems.size() == 1 && shifted.problems[0].find("zero point 3") != std::string::npos);
    QCOMPARE(shifted.scales.at("x"), 131.0F / 127);
    const Translation unsignedOnes = translated(kInput + "const s f32[]=[1]\nlayer q quantize(x, s) {to=u8} -> i\nlayer d dequantize(i, s) -> r\n" + tail);
    QVERIFY(unsignedOnes.problems.size() == 1);
    QCOMPARE(unsignedOnes.scales.at("x"), 255.0F / 127);
    const Translation integers = translated("input x i8[1,4,4,4]\nconst s f32[]=[1]\nlayer d dequantize(x, s) -> r\n" + tail);
    QVERIFY(integers.problems.size() == 1 && integers.problems[0].find("no quantization makes") != std::string::npos);
    QCOMPARE(integers.network.layerCount(), std::size_t{2});
}

void DlaTranslatorTest::networksWithoutPairsStay() {
    const Translation out = translated(kInput + convolution("x", "y") + kOutput);
    QVERIFY(out.scales.empty() && out.missing.empty() && out.problems.empty() && out.int8Layers.empty());
    QCOMPARE(out.network.layerCount(), std::size_t{1});
}

/// What Q/DQ kept from the DLA runs there in INT8 once it is translated.
void DlaTranslatorTest::translatedNetworksAreTaken() {
    const Network before = networkOf(kInput + pair("1", "x", "r", "0.5") + convolution("r", "u") + "layer a activation(u) {kind=relu} -> v\n" + pair("2", "v", "y", "0.25") + kOutput);
    const auto after = translate(before);
    QVERIFY(after);
    const auto placed = [](const Network& network, const Translation* translation) {
        scope::Question question{network, *findTarget("drive-orin")};
        question.plan.precision = {.fp16 = true, .int8 = true};
        question.plan.usesDla = question.plan.allowsGpuFallback = true;
        if (translation)
            for (const auto& [name, scale] : translation->scales) question.plan.dla.ranges.emplace(name, scale * 127);
        return place(question);
    };
    QVERIFY(placed(before, nullptr).countOnDla() < placed(before, nullptr).layers.size());
    const Placement placement = placed(after->network, &*after);
    QCOMPARE(placement.countOnDla(), placement.layers.size());
    QCOMPARE(placement.loadables.size(), std::size_t{1});
    QVERIFY(std::ranges::none_of(placement.report.findings, [](const scope::Finding& f) { return f.rule->id == "DLA-Q-01" || f.rule->id == "DLA-Q-03"; }));
}

}  // namespace planscope::dla

QTEST_APPLESS_MAIN(planscope::dla::DlaTranslatorTest)
#include "translator_test.moc"
