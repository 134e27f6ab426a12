// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/dla/placement/writers.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

namespace planscope::dla {
namespace {

Network networkOf(const std::string& text) {
    auto network = parseNetwork("network n\n" + text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

scope::Question questionOf(const Network& network, bool allowsFallback = true) {
    scope::Question out{network, *findTarget("drive-orin")};
    out.plan.precision.fp16 = true;
    out.plan.usesDla = true;
    out.plan.allowsGpuFallback = allowsFallback;
    return out;
}

std::string relu(const std::string& name, const std::string& from, const std::string& to) { return "layer " + name + " activation(" + from + ") {kind=relu} -> " + to + "\n"; }
std::string ceil(const std::string& name, const std::string& from, const std::string& to) { return "layer " + name + " unary(" + from + ") {kind=ceil} -> " + to + "\n"; }
std::string sum(const std::string& name, const std::string& a, const std::string& b, const std::string& to) { return "layer " + name + " elementwise(" + a + ", " + b + ") {kind=sum} -> " + to + "\n"; }
const std::string kInput = "input x f32[1,16,8,8]\n", kOutput = "output y\n";

const LayerPlace& placeOf(const Placement& placement, const Network& network, std::string_view name) {
    return *std::ranges::find_if(placement.layers, [&](const LayerPlace& layer) { return network.layer(layer.id).name == name; });
}
bool hasRule(const Placement& placement, std::string_view id) {
    return std::ranges::any_of(placement.report.findings, [id](const scope::Finding& f) { return f.rule->id == id; });
}

}  // namespace

class DlaPlacementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsOfNetworks_data();
    void partsOfNetworks();
    void reasonsAreNamed();
    void withoutFallbackLayersAreRefused();
    void partsNeverWaitForEachOther();
    void batchesAreKeptApart();
    void poolsCutLoadables();
    void tooManyLoadablesAreDemoted();
    void standaloneIsOneLoadable();
    void devicesOfLayers();
    void suggestionsHoldWhatTheySay();
    void writersNameEverything();
    void formsOfLayersAreAnswered();
    void manyLayersAreQuick();
};

void DlaPlacementTest::partsOfNetworks_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("onDla");
    QTest::addColumn<int>("loadables");
    QTest::addColumn<int>("transitions");
    const auto row = [](const char* name, const std::string& body, int onDla, int loadables, int transitions) {
        QTest::newRow(name) << QString::fromStdString(kInput + body + kOutput) << onDla << loadables << transitions;
    };
    row("all", relu("a", "x", "u") + relu("b", "u", "y"), 2, 1, 0);
    row("none", ceil("a", "x", "y"), 0, 0, 0);
    row("gpu in the middle", relu("a", "x", "u") + ceil("b", "u", "v") + relu("c", "v", "y"), 2, 2, 2);
    row("gpu at the end", relu("a", "x", "u") + ceil("b", "u", "y"), 1, 1, 1);
    row("branch around the gpu", relu("a", "x", "u") + ceil("b", "u", "v") + sum("c", "u", "v", "y"), 2, 2, 3);
    row("gpu beside", relu("a", "x", "u") + ceil("b", "x", "v") + sum("c", "u", "v", "y"), 2, 1, 1);
    row("two of one input", relu("a", "x", "u") + relu("b", "x", "v") + sum("c", "u", "v", "y"), 3, 1, 0);
}

void DlaPlacementTest::partsOfNetworks() {
    QFETCH(QString, text);
    QFETCH(int, onDla);
    QFETCH(int, loadables);
    QFETCH(int, transitions);
    const Network network = networkOf(text.toStdString());
    const Placement placement = place(questionOf(network));
    QCOMPARE(static_cast<int>(placement.countOnDla()), onDla);
    QCOMPARE(static_cast<int>(placement.loadables.size()), loadables);
    QCOMPARE(placement.transitions.count, transitions);
    QCOMPARE(placement.transitions.bytes, std::int64_t{1024 * 2} * transitions);
    QVERIFY(placement.isAccepted());
}

void DlaPlacementTest::reasonsAreNamed() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + ceil("b", "u", "y") + kOutput);
    const Placement placement = place(questionOf(network));
    const LayerPlace& layer = placeOf(placement, network, "b");
    QCOMPARE(layer.part, kGpu);
    QCOMPARE(layer.reasons.size(), std::size_t{1});
    QCOMPARE(std::string(layer.reasons[0]->id), std::string("DLA-UN-01"));
    QVERIFY(placeOf(placement, network, "a").reasons.empty());
}

void DlaPlacementTest::withoutFallbackLayersAreRefused() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + ceil("b", "u", "y") + kOutput);
    scope::Question question = questionOf(network, false);
    question.plan.inputFormats = question.plan.outputFormats = {Format::channelBlocked(16)};
    const Placement placement = place(question);
    QVERIFY(!placement.isAccepted());
    QVERIFY(hasRule(placement, "DLA-UN-01"));
}

/// a feeds b over the GPU and d feeds c over the GPU: b and c would be one set with a and d only in a circle.
void DlaPlacementTest::partsNeverWaitForEachOther() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + relu("d", "x", "q") + ceil("g", "u", "v") + ceil("h", "q", "r") + sum("b", "v", "q", "s") + sum("c", "r", "u", "t") +
                                      sum("e", "s", "t", "y") + kOutput);
    const Placement placement = place(questionOf(network));
    // Contracted to parts, the layers still have an order.
    const auto groupOf = [&](std::size_t n) { return placement.layers[n].part == kGpu ? -1 - static_cast<int>(n) : placement.layers[n].part; };
    std::vector<std::pair<int, int>> edges;
    for (std::size_t i = 0; i < placement.layers.size(); ++i)
        for (const TensorId id : network.layer(placement.layers[i].id).inputs)
            for (std::size_t p = 0; p < placement.layers.size(); ++p)
                if (network.producer(id) == placement.layers[p].id && groupOf(p) != groupOf(i)) edges.emplace_back(groupOf(p), groupOf(i));
    while (!edges.empty()) {
        const std::size_t before = edges.size();
        std::erase_if(edges, [all = edges](const auto& edge) { return std::ranges::none_of(all, [&](const auto& other) { return other.second == edge.first; }); });
        QVERIFY2(edges.size() < before, "the parts wait for each other");
    }
    QVERIFY(placement.loadables.size() >= 2);
}

void DlaPlacementTest::batchesAreKeptApart() {
    const Network network = networkOf("input x f32[2,4,4,4]\n" + relu("a", "x", "u") + "layer g shuffle(u) {hasReshape=true, reshape=[1,8,4,4]} -> v\n" + relu("b", "v", "y") + kOutput);
    const Placement placement = place(questionOf(network));
    QCOMPARE(placement.loadables.size(), std::size_t{2});
    QCOMPARE(placeOf(placement, network, "g").reasons.size(), std::size_t{1});  // a shuffle may not touch the batch
    const Network wider = networkOf("input x f32[1,4,4,4]\ninput z f32[2,4,4,4]\n" + relu("a", "x", "u") + sum("b", "u", "z", "y") + kOutput);
    const Placement split = place(questionOf(wider));
    QCOMPARE(split.loadables.size(), std::size_t{1});
    QVERIFY(!placeOf(split, wider, "b").reasons.empty());  // operands of other batches do not broadcast
}

void DlaPlacementTest::poolsCutLoadables() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + relu("b", "u", "v") + relu("c", "v", "w") + relu("d", "w", "y") + kOutput);
    scope::Question question = questionOf(network);
    question.plan.dla.pools.localDram = 4096;  // two tensors inside fill it
    const Placement placement = place(question);
    QCOMPARE(placement.loadables.size(), std::size_t{2});
    QCOMPARE(placement.partition.cuts.size(), std::size_t{1});
    QVERIFY(hasRule(placement, "DLA-GEN-10"));
    question.plan.dla.pools.localDram = 8192;
    QCOMPARE(place(question).loadables.size(), std::size_t{1});
}

void DlaPlacementTest::tooManyLoadablesAreDemoted() {
    std::string body;
    for (int i = 0; i < 17; ++i) {
        const std::string n = std::to_string(i);
        body += relu("a" + n, i == 0 ? "x" : "g" + std::to_string(i - 1), "r" + n) + ceil("b" + n, "r" + n, i == 16 ? "y" : "g" + n);
    }
    const Network network = networkOf(kInput + body + kOutput);
    const Placement loose = place(questionOf(network)), strict = place(questionOf(network, false));
    QCOMPARE(loose.loadables.size(), std::size_t{16});
    QCOMPARE(loose.partition.demoted.size(), std::size_t{1});
    QVERIFY(hasRule(loose, "DLA-GEN-09") && loose.isAccepted());
    QVERIFY(hasRule(loose, "DLA-GEN-18") && loose.transitions.mostOnPath > 8);
    QCOMPARE(strict.loadables.size(), std::size_t{17});
    QVERIFY(!strict.isAccepted());
}

void DlaPlacementTest::standaloneIsOneLoadable() {
    const auto judge = [](const std::string& body) {
        const Network network = networkOf(kInput + body + kOutput);
        scope::Question question = questionOf(network, false);
        question.plan.dla.isStandalone = true;
        question.plan.inputFormats = question.plan.outputFormats = {Format::channelBlocked(16)};
        return place(question);
    };
    const Placement good = judge(relu("a", "x", "y")), cut = judge(relu("a", "x", "u") + ceil("b", "u", "v") + relu("c", "v", "y")), end = judge(relu("a", "x", "u") + ceil("b", "u", "y"));
    QVERIFY(!hasRule(good, "DLA-SA-01") && !hasRule(good, "DLA-SA-02") && !hasRule(good, "DLA-SA-05"));
    QVERIFY(hasRule(cut, "DLA-SA-01") && hasRule(cut, "DLA-SA-02") && !hasRule(cut, "DLA-SA-05"));
    QVERIFY(hasRule(end, "DLA-SA-01") && !hasRule(end, "DLA-SA-02") && hasRule(end, "DLA-SA-05"));
}

void DlaPlacementTest::devicesOfLayers() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + relu("b", "u", "v") + relu("c", "v", "y") + kOutput);
    scope::Question question = questionOf(network);
    question.plan.dla.layerDevices = {{"b", scope::dla::Device::Gpu}};
    const Placement split = place(question);
    QCOMPARE(split.loadables.size(), std::size_t{2});
    QVERIFY(!placeOf(split, network, "b").isMeant && placeOf(split, network, "b").reasons.empty());
    question.plan.dla.defaultDevice = scope::dla::Device::Gpu;
    question.plan.dla.layerDevices = {{"b", scope::dla::Device::Dla}};
    QCOMPARE(place(question).countOnDla(), std::size_t{1});
    question.plan.usesDla = false;
    QCOMPARE(place(question).countOnDla(), std::size_t{0});
}

void DlaPlacementTest::suggestionsHoldWhatTheySay() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + ceil("b", "u", "v") + relu("c", "v", "w") + relu("d", "w", "y") + kOutput);
    scope::Question question = questionOf(network);
    const Placement placement = place(question);
    QVERIFY(!placement.suggestions.empty());
    const Suggestion& best = placement.suggestions.front();
    QCOMPARE(network.layer(best.layer).name, std::string("b"));
    QVERIFY(best.toDla && best.transitions == 0 && best.loadables == 1);
    // Done for real: the layer is replaced by one that the DLA has.
    const Network mended = networkOf(kInput + relu("a", "x", "u") + relu("b", "u", "v") + relu("c", "v", "w") + relu("d", "w", "y") + kOutput);
    QCOMPARE(place(questionOf(mended)).transitions.count, best.transitions);
    for (const Suggestion& suggestion : placement.suggestions) {
        QVERIFY(suggestion.transitions < placement.transitions.count);
        if (suggestion.toDla) continue;
        question.plan.dla.layerDevices = {{network.layer(suggestion.layer).name, scope::dla::Device::Gpu}};
        QCOMPARE(place(question).transitions.count, suggestion.transitions);
    }
}

void DlaPlacementTest::writersNameEverything() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + ceil("b", "u", "v") + relu("c", "v", "y") + kOutput);
    const scope::Question question = questionOf(network);
    const Placement placement = place(question);
    const std::string text = textOf(placement, question);
    for (const char* part : {"3 layers: 2 on the DLA in 2 loadables, 1 on the GPU", "{ForeignNode[a...a]}", "GPU      b (DLA-UN-01)", "try      b on the DLA: 0 transitions instead of 2, 1 loadables; mend DLA-UN-01"})
        QVERIFY2(text.find(part) != std::string::npos, part);
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(jsonOf(placement, question))).object();
    QCOMPARE(json["layersOnDla"].toInt(), 2);
    QCOMPARE(json["layers"].toArray().size(), 3);
    QCOMPARE(json["loadables"].toArray().size(), 2);
    QCOMPARE(json["reasons"].toObject()["DLA-UN-01"].toInt(), 1);
    QVERIFY(json["report"].toObject()["findings"].toArray().size() > 0);
}

void DlaPlacementTest::formsOfLayersAreAnswered() {
    const Network network = networkOf(kInput + relu("a", "x", "u") + ceil("b", "u", "y") + kOutput);
    scope::Question question = questionOf(network);
    question.plan.usesDla = false;
    const auto order = network.topologicalOrder();
    QVERIFY(canRunOnDla(question, order[0]) && !canRunOnDla(question, order[1]));
    const scope::Question other{network, *findTarget("a10"), question.plan};
    QVERIFY(!canRunOnDla(other, order[0]));
}

/// Every fiftieth layer is for the GPU, so that there are many parts, cuts and trials.
void DlaPlacementTest::manyLayersAreQuick() {
    std::string body;
    for (int i = 0; i < 1000; ++i) {
        const std::string n = std::to_string(i), from = i == 0 ? "x" : "t" + std::to_string(i - 1), to = i == 999 ? "y" : "t" + n;
        body += i % 50 == 49 ? ceil("c" + n, from, to) : relu("r" + n, from, to);
    }
    const Network network = networkOf(kInput + body + kOutput);
    const scope::Question question = questionOf(network);
    QBENCHMARK {
        QCOMPARE(place(question).loadables.size(), kMostLoadables);
    }
}

}  // namespace planscope::dla

QTEST_APPLESS_MAIN(planscope::dla::DlaPlacementTest)
#include "placement_test.moc"
