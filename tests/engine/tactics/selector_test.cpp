// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/adapted_tactic.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/tactics/candidates.h"
#include "engine/tactics/selector.h"
#include "engine/tactics/timing_cache.h"

#include <QTest>

#include <algorithm>
#include <map>

namespace planscope {
namespace {

constexpr const char* kNetwork = R"net(network "small"
input  x f32[1,3,32,32]
const  w0 f32[16,3,3,3] random=1
const  b0 f32[16] random=2
const  w1 f32[16,16,3,3] random=3
const  w2 f32[16,16,3,3] random=4
layer  c0 convolution(x, w0, b0) {prePadding=[1,1], postPadding=[1,1]} then "relu(i0)" -> y0
layer  c1 convolution(y0, w1) {prePadding=[1,1], postPadding=[1,1]} then "relu(i0)" -> y1
layer  c2 convolution(y1, w2, b0; y0) {prePadding=[1,1], postPadding=[1,1]} then "relu(sum(i0, i1))" -> y2
layer  p0 pooling(y2) {kind=max, window=[2,2], stride=[2,2]} -> y3
layer  a0 activation(x) {kind=relu} -> y4
output z = y3
output copy = y3
output same = x
output direct = y4
)net";

Network parse(const char* text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

std::shared_ptr<const Device> openCpu() { return *openDevice("cpu", 1); }

Result<Selection> select(const Network& network, const Device& device, int level, TimingCache& cache) {
    SelectionOptions options;
    options.optimizationLevel = level;
    options.retimesUnsteady = false;  // what a cache holds decides, however busy the machine was
    return selectTactics(network, device, options, cache, nullptr, {});
}

/// Empty if the steps can be run in order and every tensor is in the format that its reader wants.
std::string defectOf(const Engine& engine) {
    std::map<std::uint32_t, Format> ready;
    for (std::uint32_t t = 0; t < engine.tensors.size(); ++t) {
        const Placement placement = engine.tensors[t].placement;
        if (placement == Placement::Input || placement == Placement::Constant) ready[t] = engine.tensors[t].format;
    }
    for (const EngineStep& step : engine.steps) {
        for (std::size_t i = 0; i < step.inputs.size(); ++i) {
            if (!ready.contains(step.inputs[i])) return step.name + " reads what is not there";
            if (ready[step.inputs[i]] != step.variant.formats.inputs[i]) return step.name + " reads another format";
        }
        for (std::size_t i = 0; i < step.outputs.size(); ++i) {
            if (!ready.emplace(step.outputs[i], step.variant.formats.outputs[i]).second) return step.name + " writes a tensor again";
            if (engine.tensors[step.outputs[i]].format != step.variant.formats.outputs[i]) return step.name + " writes another format";
        }
    }
    std::map<std::uint32_t, int> bound;
    for (const EngineBinding& output : engine.outputs) {
        const EngineTensor& tensor = engine.tensors[output.tensor];
        if (!ready.contains(output.tensor) || tensor.placement != Placement::Output || !tensor.format.isLinear())
            return "output " + output.name + " is not made in Linear format";
        if (++bound[output.tensor] > 1) return "output " + output.name + " shares its tensor";
    }
    return {};
}

std::string textOf(const Engine& engine) {
    std::string out;
    for (const EngineStep& step : engine.steps) {
        out += step.name + "|" + step.tactic + "|" + step.variant.algorithm + "|" + toString(step.variant.formats) + "|";
        for (const auto t : step.inputs) out += std::to_string(t) + ",";
        for (const auto t : step.outputs) out += ">" + std::to_string(t);
        out += "\n";
    }
    return out;
}

}  // namespace

class SelectorTest : public QObject {
Q_OBJECT
private slots:
    void everyLevelGivesASoundEngine_data() {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= 5; ++level) QTest::addRow("%d", level) << level;
    }
    void everyLevelGivesASoundEngine() {
        QFETCH(int, level);
        TimingCache cache;
        const auto selection = select(parse(kNetwork), *openCpu(), level, cache);
        QVERIFY2(selection.has_value(), selection ? "" : selection.error().text().c_str());
        QCOMPARE(defectOf(selection->engine), std::string());
        QCOMPARE(selection->record.layers.size(), selection->engine.steps.size());
        QCOMPARE(selection->record.tacticsTimed == 0, level == 0);
        for (std::size_t i = 0; i < selection->record.layers.size(); ++i) {
            const LayerRecord& record = selection->record.layers[i];
            QCOMPARE(record.layer, selection->engine.steps[i].name);
            QVERIFY(!record.reasonChosen.empty());
            QCOMPARE(std::ranges::count_if(record.candidates, &CandidateRecord::chosen), 1);
            for (const CandidateRecord& candidate : record.candidates)
                QVERIFY(candidate.verdict.accepted() || !candidate.verdict.sentence.empty());
        }
        QCOMPARE(selection->engine.outputs.size(), std::size_t{4});
    }

    /// What the levels mean: how many variants of a layer are timed, how many alike, and in which order they are left out.
    void levelsTimeSoMany_data() {
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("most");
        QTest::addColumn<int>("mostAlike");
        const int most[] = {0, 3, 6, 20, 64, 1 << 20}, alike[] = {0, 1, 2, 5, 16, 1 << 20};
        for (int level = 0; level <= 5; ++level) QTest::addRow("%d", level) << level << most[level] << alike[level];
    }
    void levelsTimeSoMany() {
        QFETCH(int, level);
        QFETCH(int, most);
        QFETCH(int, mostAlike);
        TimingCache everything, cache;
        const Network network = parse(kNetwork);
        const auto all = select(network, *openCpu(), 5, everything), some = select(network, *openCpu(), level, cache);
        QVERIFY(all && some);
        const auto isSerial = [](const CandidateRecord& c) { return c.algorithm.ends_with(AdaptedProblem::kSerialSuffix); };
        for (const LayerRecord& record : some->record.layers) {
            if (record.kind == "reformat") continue;
            const auto full = std::ranges::find(all->record.layers, record.layer, &LayerRecord::layer);
            std::map<std::pair<std::string, FormatSignature>, int> alike;
            int timed = 0;
            for (const CandidateRecord& candidate : full->candidates) {
                if (candidate.samples == 0 || isSerial(candidate)) continue;
                int& ofThese = alike[{std::string(candidate.tactic), candidate.formats}];
                const bool isTimed = timed < most && ofThese < mostAlike;
                timed += isTimed;
                ofThese += isTimed;
                if (level == 0) continue;
                const auto own = std::ranges::find_if(record.candidates, [&](const CandidateRecord& c) {
                    return c.tactic == candidate.tactic && c.algorithm == candidate.algorithm && c.formats == candidate.formats;
                });
                QVERIFY(own != record.candidates.end());
                QCOMPARE(own->samples > 0, isTimed);
                QVERIFY(isTimed || own->verdict.sentence.starts_with("level "));
            }
            QCOMPARE(std::ranges::count_if(record.candidates, [&](const auto& c) { return c.samples > 0 && !isSerial(c); }), std::ptrdiff_t{timed});
        }
        QVERIFY(all->record.tacticsTimed > 16);
        if (level == 0) QCOMPARE(cache.size(), std::size_t{0});  // nothing is looked up or kept either
    }

    /// From level 3 on, what is fast on two threads is tried on one.
    void shortWorkIsTriedOnOneThread() {
        const Network network = parse(kNetwork);
        const auto device = openDevice("cpu", 2);
        QVERIFY(device);
        for (const int level : {2, 3}) {
            TimingCache cache;
            const auto selection = select(network, **device, level, cache);
            QVERIFY(selection.has_value());
            int serial = 0;
            for (const LayerRecord& record : selection->record.layers)
                for (const CandidateRecord& candidate : record.candidates) serial += candidate.algorithm.ends_with(AdaptedProblem::kSerialSuffix);
            QCOMPARE(serial > 0, level == 3);
        }
    }

    void filledCacheDecidesAlone() {
        TimingCache cache;
        const Network network = parse(kNetwork);
        const auto device = openCpu();
        const auto first = select(network, *device, 3, cache), second = select(network, *device, 3, cache);
        QVERIFY(first && second);
        QCOMPARE(textOf(second->engine), textOf(first->engine));
        QCOMPARE(second->record.tacticsTimed, 0);
        QVERIFY(second->record.cacheHits > 0);
    }

    void equalLayersAreTimedOnce() {
        TimingCache cache;
        const auto selection = select(parse(R"net(network "twins"
input  x f32[1,16,16,16]
const  a f32[16,16,1,1] random=1
const  b f32[16,16,1,1] random=2
layer  first convolution(x, a) -> y
layer  second convolution(x, b) -> z
output y = y
output z = z
)net"), *openCpu(), 3, cache);
        QVERIFY(selection.has_value());
        const auto candidatesOf = [&](std::string_view name) { return std::ranges::find(selection->record.layers, name, &LayerRecord::layer)->candidates; };
        const std::vector<CandidateRecord> first = candidatesOf("first"), last = candidatesOf("second");
        QCOMPARE(first.size(), last.size());
        int timed = 0;
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(last[i].medianNs, first[i].medianNs);  // two measurements would differ
            timed += first[i].samples > 0;
        }
        QVERIFY(timed > 1);
    }

    void refusedWorkspaceIsSaid() {
        TimingCache cache;
        SelectionOptions options;
        options.workspaceLimitBytes = 0;
        const auto selection = selectTactics(parse(kNetwork), *openCpu(), options, cache, nullptr, {});
        QVERIFY(selection.has_value());
        for (const EngineStep& step : selection->engine.steps) QCOMPARE(step.variant.workspaceBytes, std::size_t{0});
    }

    void cancelsBetweenTactics() {
        TimingCache cache;
        std::stop_source source;
        const SelectionProgress stopAtSecond = [&](int done, int, std::string_view) {
            if (done == 1) source.request_stop();
        };
        const auto selection = selectTactics(parse(kNetwork), *openCpu(), {}, cache, stopAtSecond, source.get_token());
        QVERIFY(!selection);
        QVERIFY(selection.error().code == Code::Cancelled);
    }

    void unknownLevelsAreRefused() {
        TimingCache cache;
        const auto selection = select(parse(kNetwork), *openCpu(), 6, cache);
        QVERIFY(!selection);
        QCOMPARE(selection.error().message, std::string("the optimisation level is 6, levels are 0 to 5"));
    }

    void emptyTensorsNeedNoTiming() {
        TimingCache cache;
        const auto selection = select(parse(R"net(network "none"
input  x f32[0,4,5,5]
const  w f32[2,4,3,3] random=1
layer  c convolution(x, w) -> y
output y = y
)net"), *openCpu(), 3, cache);
        QVERIFY2(selection.has_value(), selection ? "" : selection.error().text().c_str());
        QCOMPARE(selection->record.tacticsTimed, 0);
        QCOMPARE(defectOf(selection->engine), std::string());
    }

    void referenceDeviceRunsEverythingByReference() {
        TimingCache cache;
        const auto device = *openDevice("reference", 1);
        const auto selection = select(parse(kNetwork), *device, 3, cache);
        QVERIFY(selection.has_value());
        for (const EngineStep& step : selection->engine.steps) QVERIFY(step.tactic.ends_with(".reference.scalar"));
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::SelectorTest)
#include "selector_test.moc"
