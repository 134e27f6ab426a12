// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/record_json.h"
#include "engine/builder/builder.h"
#include "engine/memory/memory_map.h"
#include "engine/layers/layer_table.h"
#include "engine/memory/arena.h"
#include "engine/network/text.h"
#include "engine/plan/plan_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <set>

namespace planscope::builder_tests {
namespace {

constexpr std::string_view kText = R"(network "small"
input  x f32[1,8,16,16]
const  w f32[16,8,3,3] random=1
const  b f32[16] random=2
layer  conv convolution(x, w, b) {stride=[1,1], prePadding=[1,1], postPadding=[1,1]} -> c f32[1,16,16,16]
layer  act activation(c) {kind=relu} -> r f32[1,16,16,16]
layer  sum elementwise(r, c) {kind=sum} -> s f32[1,16,16,16]
layer  soft softmax(s) {axis=1} -> y f32[1,16,16,16]
output y = y
)";

Result<Network> network() { return parseNetwork(kText, layers::table()); }

BuildOptions options() {
    BuildOptions out;
    out.threads = 1;
    return out;
}

}  // namespace

class BuildTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void reportsStagesAndRecord();
    void sameTimingCacheGivesSamePlan();
    void liveTensorsNeverOverlap();
    void cancelsAtOnce();
    void unknownDeviceAndPassAreErrors();
};

void BuildTest::initTestCase() {
    const auto parsed = network();
    QVERIFY2(parsed, parsed ? "" : parsed.error().text().c_str());
}

void BuildTest::reportsStagesAndRecord() {
    const auto parsed = network();
    std::vector<std::string> stages;
    const ProgressFn progress = [&](const BuildProgress& p) {
        if (stages.empty() || stages.back() != p.stage) stages.emplace_back(p.stage);
    };
    const auto built = buildEngine(*parsed, options(), progress, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    QVERIFY((stages == std::vector<std::string>{"passes", "tactics", "memory"}));
    QVERIFY(built->record.stages.size() >= 3 && built->record.stages[0].stage == "passes" && built->record.stages[1].ns > 0);
    QCOMPARE(built->record.layers.size(), built->engine.steps.size());
    QVERIFY(!built->record.passes.empty());
    QVERIFY(built->optimised.layerCount() <= parsed->layerCount());
    QVERIFY(built->record.tacticsTimed > 0 && built->engine.arenaBytes >= built->engine.arenaLowerBound);
}

void BuildTest::sameTimingCacheGivesSamePlan() {
    const QTemporaryDir folder;
    BuildOptions cached = options();
    cached.timingCache = folder.filePath("timings").toStdString();
    cached.selection.retimesUnsteady = false;
    std::set<std::string> plans;
    for (int i = 0; i < 3; ++i) {
        const auto built = buildEngine(*network(), cached, {}, {});
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        const auto bytes = serializePlan(built->engine, toJson(built->record, RecordDetail::Reproducible));
        plans.emplace(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        QVERIFY((built->record.tacticsTimed == 0) == (i > 0));
    }
    QCOMPARE(plans.size(), 1U);
}

/// A tensor holds from the step that writes it to its last reader; two such may share bytes only where a tactic works in place.
void BuildTest::liveTensorsNeverOverlap() {
    auto built = buildEngine(*network(), options(), {}, {});
    QVERIFY(built.has_value());
    const Engine& engine = built->engine;
    std::vector<std::size_t> first(engine.tensors.size(), 0), last(engine.tensors.size(), 0);
    for (std::size_t i = 0; i < engine.steps.size(); ++i) {
        for (const std::uint32_t t : engine.steps[i].outputs) first[t] = last[t] = i;
        for (const std::uint32_t t : engine.steps[i].inputs) last[t] = i;
    }
    int compared = 0;
    for (std::size_t a = 0; a < engine.tensors.size(); ++a)
        for (std::size_t b = a + 1; b < engine.tensors.size(); ++b) {
            const EngineTensor &ta = engine.tensors[a], &tb = engine.tensors[b];
            if (ta.placement != Placement::Arena || tb.placement != Placement::Arena || first[a] > last[b] || first[b] > last[a]) continue;
            QVERIFY(ta.offset + ta.bytes() <= tb.offset || tb.offset + tb.bytes() <= ta.offset);
            ++compared;
        }
    for (const EngineTensor& tensor : engine.tensors)
        if (tensor.placement == Placement::Arena) QVERIFY(tensor.offset % 64 == 0 && tensor.offset + tensor.bytes() <= engine.arenaBytes);
    QVERIFY(compared > 0 || engine.steps.size() < 3);
}

void BuildTest::cancelsAtOnce() {
    std::stop_source stop;
    const ProgressFn progress = [&](const BuildProgress& p) {
        if (p.stage == "tactics") stop.request_stop();
    };
    const auto begin = std::chrono::steady_clock::now();
    const auto built = buildEngine(*network(), options(), progress, stop.get_token());
    QVERIFY(!built && built.error().code == Code::Cancelled);
    QVERIFY(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
    const auto never = buildEngine(*network(), options(), {}, stop.get_token());
    QVERIFY(!never && never.error().code == Code::Cancelled);
}

void BuildTest::unknownDeviceAndPassAreErrors() {
    BuildOptions wrong = options();
    wrong.device = "abacus";
    const auto onAbacus = buildEngine(*network(), wrong, {}, {});
    QVERIFY(!onAbacus && onAbacus.error().code == Code::Device);
    wrong = options();
    wrong.passes.disabled = {"no_such_pass"};
    const auto withoutPass = buildEngine(*network(), wrong, {}, {});
    QVERIFY(!withoutPass && withoutPass.error().message.find("no_such_pass") != std::string::npos);
}

}  // namespace planscope::builder_tests

QTEST_APPLESS_MAIN(planscope::builder_tests::BuildTest)
#include "build_test.moc"
