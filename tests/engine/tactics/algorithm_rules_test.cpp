// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/tactics/selector.h"
#include "engine/tactics/timing_cache.h"

#include <QTest>

#include <algorithm>
#include <chrono>

namespace planscope {
namespace {

using Effect = AlgorithmRule::Effect;

constexpr const char* kNetwork = R"net(network "pair"
input  x f32[1,16,16,16]
const  a f32[16,16,3,3] random=1
const  b f32[16,16,3,3] random=2
layer  first convolution(x, a) {prePadding=[1,1], postPadding=[1,1]} -> y
layer  second convolution(y, b) {prePadding=[1,1], postPadding=[1,1]} -> z
output z = z
)net";

Result<Selection> select(std::vector<AlgorithmRule> rules, TimingCache& cache, int level = 3, bool retimesUnsteady = true) {
    auto network = parseNetwork(kNetwork, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    SelectionOptions options;
    options.optimizationLevel = level;
    options.algorithms = std::move(rules);
    options.retimesUnsteady = retimesUnsteady;
    return selectTactics(*network, **openDevice("cpu", 1), options, cache, nullptr, {});
}

const EngineStep& stepOf(const Selection& selection, const char* name) { return *std::ranges::find(selection.engine.steps, name, &EngineStep::name); }
const LayerRecord& recordOf(const Selection& selection, const char* name) { return *std::ranges::find(selection.record.layers, name, &LayerRecord::layer); }

}  // namespace

class AlgorithmRulesTest : public QObject {
Q_OBJECT
private slots:
    void patternsHaveStars_data() {
        QTest::addColumn<std::string>("pattern");
        QTest::addColumn<std::string>("text");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* name, std::string pattern, std::string text, bool fits) { QTest::newRow(name) << pattern << text << fits; };
        row("equal", "conv", "conv", true);
        row("longer", "conv", "conv1", false);
        row("all", "*", "", true);
        row("middle", "a*c", "abbc", true);
        row("two", "*x*z", "xyxz", true);
        row("end missing", "a*c", "abb", false);
        row("a star in the name", "(Unnamed Layer* 3)", "(Unnamed Layer* 3)", true);
    }
    void patternsHaveStars() {
        QFETCH(std::string, pattern);
        QFETCH(std::string, text);
        QTEST(fitsPattern(pattern, text), "fits");
    }

    /// Every way that was timed for a layer can be had by a pin, at every level, and the other layer does not feel it.
    void pinsAreMet_data() {
        QTest::addColumn<int>("level");
        for (int level = 0; level <= 5; ++level) QTest::addRow("%d", level) << level;
    }
    void pinsAreMet() {
        QFETCH(int, level);
        TimingCache cache;
        const auto free = select({}, cache);
        QVERIFY(free.has_value());
        int pinned = 0;
        for (const CandidateRecord& candidate : recordOf(*free, "first").candidates) {
            if (!candidate.verdict.accepted()) continue;
            const auto forced = select({{Effect::Pin, "first", candidate.tactic, candidate.algorithm, candidate.formats.inputs, candidate.formats.outputs}}, cache, level);
            QVERIFY2(forced.has_value(), forced ? "" : forced.error().text().c_str());
            QCOMPARE(stepOf(*forced, "first").tactic, candidate.tactic);
            QCOMPARE(stepOf(*forced, "first").variant.algorithm, candidate.algorithm);
            QVERIFY(stepOf(*forced, "first").variant.formats == candidate.formats);
            for (const CandidateRecord& other : recordOf(*forced, "second").candidates) QVERIFY(other.verdict.sentence.find("pinned") == std::string::npos);
            ++pinned;
        }
        QVERIFY(pinned > 1);
    }

    void forbiddenIsNotTaken() {
        TimingCache cache;
        const auto free = select({}, cache);
        const std::string winner = stepOf(*free, "first").tactic;
        const auto without = select({{Effect::Forbid, "*", winner}}, cache);
        QVERIFY(without.has_value());
        for (const EngineStep& step : without->engine.steps) QVERIFY(step.tactic != winner);
        const auto& candidates = recordOf(*without, "first").candidates;
        const auto at = std::ranges::find(candidates, winner, &CandidateRecord::tactic);
        QVERIFY(at != candidates.end());
        QCOMPARE(at->verdict.sentence, std::string("forbidden for this layer"));
    }

    void impossiblePinsAreSaid_data() {
        QTest::addColumn<std::string>("tactic");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("unknown") << std::string("convolution.cpu.nonsense")
                                 << QStringLiteral("layer 'first': it is pinned to tactic 'convolution.cpu.nonsense', but device 'cpu' has no such tactic for convolution");
        QTest::newRow("refused") << std::string("convolution.cpu.depthwise")
                                 << QStringLiteral("layer 'first': it is pinned to tactic 'convolution.cpu.depthwise', which is not possible: convolution.cpu.depthwise: ");
    }
    void impossiblePinsAreSaid() {
        QFETCH(std::string, tactic);
        QFETCH(QString, sentence);
        TimingCache cache;
        const auto selection = select({{Effect::Pin, "first", tactic}}, cache);
        QVERIFY(!selection);
        QVERIFY(selection.error().code == Code::Option);
        QVERIFY2(QString::fromStdString(selection.error().text()).startsWith(sentence), selection.error().text().c_str());
    }

    void everythingForbiddenIsAnError() {
        TimingCache cache;
        const auto selection = select({{Effect::Forbid, "second", "*"}}, cache);
        QVERIFY(!selection);
        QVERIFY(selection.error().code == Code::NoTactic);
    }

    /// The equal layers share one measurement, but not one that only one of them asked for.
    void retimedIsMeasuredAgain() {
        TimingCache cache;
        QVERIFY(select({}, cache).has_value());
        QCOMPARE(select({}, cache, 3, false)->record.tacticsTimed, 0);
        const std::string tactic = stepOf(*select({}, cache), "first").tactic;
        const auto again = select({{Effect::Retime, "first", tactic}}, cache);
        QVERIFY(again.has_value());
        QVERIFY(again->record.tacticsTimed > 0 && again->record.cacheHits > 0);
        int twice = 0;
        for (const auto& [key, timing] : cache.entries()) twice += timing.attempts > 1;
        QVERIFY(twice >= again->record.tacticsTimed);
    }

    /// A cache that says "measured on a busy machine" decides alone where it is told to, and is renewed otherwise once the
    /// machine is quiet and some time has passed; after some builds it is believed.
    void busyTimesAreTakenAgain() {
        TimingCache full, busy, given, fresh;
        const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        QVERIFY(select({}, full).has_value());
        for (auto [key, timing] : full.entries()) {
            timing.disturbed = true;
            timing.attempts = 1;
            timing.measuredAt = now - CachedTiming::kKeptSeconds;
            busy.insert(key, timing);
            timing.attempts = CachedTiming::kMaxAttempts;
            given.insert(key, timing);
            timing.attempts = 1;
            timing.measuredAt = now;
            fresh.insert(key, timing);
        }
        QCOMPARE(select({}, busy, 3, false)->record.tacticsTimed, 0);
        QCOMPARE(select({}, given)->record.tacticsTimed, 0);
        QCOMPARE(select({}, fresh)->record.tacticsTimed, 0);
        const int all = static_cast<int>(busy.size());
        for (int i = 0; i < 100; ++i) {
            const auto selection = select({}, busy);
            QVERIFY(selection.has_value());
            if (selection->record.tacticsTimed == 0) {
                QTest::qWait(20);
                continue;
            }
            QVERIFY(selection->record.tacticsTimed <= all);
            int renewed = 0;
            for (const auto& [key, timing] : busy.entries()) renewed += timing.attempts == 2 && !timing.disturbed;
            QVERIFY(renewed > 0);
            return;
        }
        QSKIP("the machine was never quiet");
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::AlgorithmRulesTest)
#include "algorithm_rules_test.moc"
