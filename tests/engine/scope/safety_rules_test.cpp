// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/network/text.h"
#include "engine/scope/catalogue.h"
#include "tests/engine/layers/layer_cases.h"
#include "tests/engine/plugins/libraries.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace planscope::scope {
namespace {

const layers::PluginTable& table() {
    static const auto all = plugin_tests::tableWith({"snake"});
    return *all;
}

/// A network in text form, or a single layer as the suites of layers write it.
Network networkOf(const std::string& text) {
    std::string whole = text;
    if (!text.starts_with("input") && !text.starts_with("const")) {
        const auto made = layer_tests::networkTextOf(text);
        if (!made) qFatal("%s: %s", text.c_str(), made.error().text().c_str());
        whole = *made;
    } else {
        whole = "network n\n" + text;
    }
    auto network = parseNetwork(whole, table().layers());
    if (!network) qFatal("%s: %s", whole.c_str(), network.error().text().c_str());
    return std::move(*network);
}

/// What is asked, over a network that is fine by itself.
struct Setup {
    const char* target = "drive-orin";
    Release release = k8612;
    void (*change)(Plan& plan) = [](Plan&) {};
};

Report reportOn(const std::string& text, const Setup& setup, bool isSafety = true) {
    const Network network = networkOf(text);
    Question question{network, *findTarget(setup.target), {}, setup.release};
    question.plan.precision.fp16 = true;
    question.plan.isSafety = isSafety;
    question.plan.isRestricted = !isSafety;
    setup.change(question.plan);
    return ask(question, kSafe | kRestricted | kStandard);
}

bool hasRule(const Report& report, std::string_view id) {
    return std::ranges::any_of(report.findings, [id](const Finding& f) { return f.rule->id == id; });
}

struct RuleCase {
    const char* rule;
    std::string broken;
    std::string kept;
    Setup brokenSetup{}, keptSetup{};
};

const std::string kRelu = "activation(x f32[1,16,8,8]) {kind=relu}";
const std::string kConv = "convolution(x f32[1,16,8,8], const w f32[16,16,3,3]) {prePadding=[1,1], postPadding=[1,1]}";
const std::string kAdd = "elementwise(a f32[1,4,2,2], b f32[1,4,2,2]) {kind=sum}";
constexpr Setup kOld{.release = k8611};

RuleCase ofPlan(const char* rule, void (*breaks)(Plan&), const char* target = "drive-orin", void (*keeps)(Plan&) = [](Plan&) {}) {
    return {rule, kRelu, kRelu, {.target = target, .change = breaks}, {.target = target, .change = keeps}};
}
RuleCase ofTarget(const char* rule, const char* breaks, const char* keeps, void (*change)(Plan&) = [](Plan&) {}) {
    return {rule, kRelu, kRelu, {.target = breaks, .change = change}, {.target = keeps, .change = change}};
}
/// Lifted by 8.6.12.
RuleCase ofRelease(const char* rule, const std::string& text) { return {rule, text, text, kOld, {}}; }
RuleCase ofPlugin(const char* rule, void (*breaks)(Plan&), void (*keeps)(Plan&)) {
    const std::string snake = "input x f32[2,5]\nlayer a plugin(x) {plugin=Snake, namespace=planscope.samples} -> y\noutput y\n";
    return {rule, snake, snake, {.change = breaks}, {.change = keeps}};
}
PluginFacts goodPlugin() { return {.name = "Snake", .isInSafeRegistry = true, .isIOExt = true, .hasChecker = true}; }
void withGoodPlugin(Plan& plan) { plan.plugins = {goodPlugin()}; }
void withoutPlugins(Plan&) {}

std::vector<RuleCase> ruleCases() {
    const auto int8 = [](Plan& p) { p.precision.int8 = true; };
    const auto quantized = [](const std::string& middle, const std::string& dims) {
        return "input x f32" + dims + "\nconst s f32[]=[0.1]\nlayer q quantize(x, s) -> i\nlayer d dequantize(i, s) -> r\n" + middle + "output y\n";
    };
    const std::string q16 = "[1,16,8,8]";
    return {
        ofPlan("SAFE-BUILD-01", [](Plan& p) { p.usesDla = true; }),
        ofPlan("SAFE-BUILD-02", [](Plan& p) { p.allowsGpuFallback = true; }),
        ofTarget("SAFE-BUILD-03", "a10", "drive-orin"),
        ofPlan("SAFE-BUILD-04", [](Plan& p) { p.isRestricted = true; }, "drive-orin", [](Plan& p) { p.isRestricted = true; p.precision.layerPrecisions = {{"*", {DataType::Half}}}; }),
        ofPlan("SAFE-BUILD-05", [](Plan& p) { p.precision.tf32 = true; }),
        ofPlan("SAFE-BUILD-06", [](Plan&) {}, "drive-orin-qnx", [](Plan& p) { p.isBuiltOnQnx = true; }),
        ofTarget("SAFE-BUILD-07", "a10", "drive-orin", [](Plan& p) { p.wantsSafetyRuntime = true; }),
        ofTarget("SAFE-BUILD-08", "xavier", "a10", [](Plan& p) { p.wantsProxyRuntime = true; }),
        ofTarget("SAFE-BUILD-09", "h200", "t4"),
        ofPlan("SAFE-BUILD-10", [](Plan& p) { p.allowsRefit = true; }),
        ofPlan("SAFE-BUILD-11", [](Plan& p) { p.profiles = 2; }),
        ofPlan("SAFE-BUILD-12", [](Plan& p) { p.isImplicitBatch = true; }),
        {"SAFE-BUILD-13", kRelu, kRelu, {.release = k8611, .change = [](Plan& p) { p.optimizationLevel = 4; }}, {.change = [](Plan& p) { p.optimizationLevel = 4; }}},
        ofPlan("SAFE-BUILD-14", [](Plan& p) { p.isSafety = false; p.isRestricted = true; }),
        ofPlugin("SAFE-BUILD-15", [](Plan& p) { withGoodPlugin(p); p.plugins[0].isInSafeRegistry = false; }, withGoodPlugin),
        ofPlan("SAFE-BUILD-16", [](Plan& p) { p.isSparse = true; }),
        ofPlan("SAFE-BUILD-17", [](Plan& p) { p.keepsTimingCache = false; }),
        {"SAFE-GEN-01", "input x f32[n,4,8,8]\nlayer a activation(x) {kind=relu} -> y\noutput y\n", kRelu},
        {"SAFE-GEN-03", "activation(x f32[1,1,1,1,1,1,2,2]) {kind=relu}", "activation(x f32[1,1,1,1,1,2,2]) {kind=relu}"},
        {"SAFE-GEN-04", "activation(x f32[17,4,2,2]) {kind=relu}", "activation(x f32[16,4,2,2]) {kind=relu}"},
        {"SAFE-GEN-05", "activation(x f32[1,4097,1,1]) {kind=relu}", "activation(x f32[1,4096,1,1]) {kind=relu}"},
        {"SAFE-GEN-06", "activation(x f32[1,1,4097,1]) {kind=relu}", "activation(x f32[1,1,4096,1]) {kind=relu}"},
        {"SAFE-GEN-07", "input x i8[1,1,8192,8192]\nlayer a identity(x) -> y\noutput y\n", "input x i8[1,1,8192,8191]\nlayer a identity(x) -> y\noutput y\n",
         {.change = [](Plan& p) { p.inputFormats = {Format::channelBlocked(32)}; }}, {.change = [](Plan& p) { p.inputFormats = {Format::channelBlocked(32)}; }}},
        {"SAFE-GEN-08", "cast(x f32[4]) {to=u8}", "cast(x f32[4]) {to=i8}"},
        {"SAFE-GEN-09", "cast(x i32[4]) {to=f32}", "cast(x i8[4]) {to=f32}"},
        ofPlan("SAFE-GEN-10", [](Plan& p) { p.outputFormats = {Format::channelLast()}; }, "drive-orin", [](Plan& p) { p.outputFormats = {Format::channelBlocked(16)}; }),
        {"SAFE-GEN-11", "input " + std::string(1024, 'x') + " f32[4]\nlayer a activation(" + std::string(1024, 'x') + ") {kind=relu} -> y\noutput y\n",
         "input " + std::string(1023, 'x') + " f32[4]\nlayer a activation(" + std::string(1023, 'x') + ") {kind=relu} -> y\noutput y\n"},
        {"SAFE-GEN-12", "activation(x f32[0,4]) {kind=relu}", "activation(x f32[1,4]) {kind=relu}"},
        {"SAFE-GEN-13", "activation(x f32[4]) {kind=relu}", "activation(x f32[4]) {kind=relu}", {.change = [](Plan& p) { p.precision.fp16 = false; }}},
        {"SAFE-GEN-14", "grid_sample(x f32[1,1,4,4], g f32[1,2,2,2])", kRelu},
        {"SAFE-GEN-15", "cast(x f32[8]) {to=i32}", kRelu},
        {"SAFE-GEN-17", "input x f32[4]\nlayer a non_zero(x) -> y, z\noutput y\n", kRelu},
        {"SAFE-GEN-18", "input x f32[4]\nlayer a activation(x) {kind=relu} -> y\nlayer b activation(x) {kind=tanh} -> z\noutput y\n",
         "input x f32[4]\nlayer a activation(x) {kind=relu} -> y\nlayer b activation(x) {kind=tanh} -> z\noutput y\noutput z\n"},
        {"SAFE-CONV-01", kConv, "convolution(x f32[1,16,8,8], const w f32[16,16,1,1])", {.change = [](Plan& p) { p.precision.fp16 = false; }}, {.change = [](Plan& p) { p.precision.fp16 = false; }}},
        {"SAFE-CONV-02", "convolution(x f32[1,4,40,40], const w f32[4,4,33,1])", "convolution(x f32[1,4,40,40], const w f32[4,4,32,1])"},
        {"SAFE-CONV-03", "convolution(x f32[1,4,9], const w f32[4,4,3])", kConv},
        {"SAFE-CONV-04", quantized("const w f32[16,2,1,1] random=1\nlayer c convolution(r, w) {groups=8} -> y\n", q16),
         quantized("const w f32[16,4,1,1] random=1\nlayer c convolution(r, w) {groups=4} -> y\n", q16), {.change = int8}, {.change = int8}},
        {"SAFE-CONV-05", "convolution(x f32[1,4,8,8], const w f32[4,4,1,1]) {prePadding=[1,0]}", kConv},
        {"SAFE-CONV-06", "deconvolution(x f32[1,4,8,8], const w f32[4,4,3,3]) {dilation=[2,2]}", "deconvolution(x f32[1,4,8,8], const w f32[4,4,3,3])"},
        {"SAFE-MM-01", "input a f32[4,1025,8]\ninput b f32[4,8,4]\ninput c f32[4,1025,4]\nlayer m matrix_multiply(a, b) -> p\nlayer e elementwise(p, c) {kind=sum} -> y\noutput y\n",
         "input a f32[4,1024,8]\ninput b f32[4,8,4]\ninput c f32[4,1024,4]\nlayer m matrix_multiply(a, b) -> p\nlayer e elementwise(p, c) {kind=sum} -> y\noutput y\n", kOld, kOld},
        {"SAFE-MM-02", "matrix_multiply(a f32[2,2], b f32[2,2])", "matrix_multiply(a f32[2,2], b f32[2,2])", {.release = {8, 6, 9}}},
        ofRelease("SAFE-ACT-01", "activation(x f32[]) {kind=relu}"),
        {"SAFE-ACT-02", "activation(x f32[4]) {kind=elu, alpha=1}", kRelu},
        ofRelease("SAFE-ACT-03", "input x f32[4]\nlayer a activation(x) {kind=relu} -> y\nlayer e elementwise(y, x) {kind=sum} -> z\nlayer b activation(y) {kind=tanh} -> u\noutput z\noutput u\n"),
        ofRelease("SAFE-EW-01", "elementwise(a f32[], b f32[]) {kind=sum}"),
        {"SAFE-EW-02", "elementwise(a f32[4], b f32[4]) {kind=greater}", kAdd},
        {"SAFE-SMAX-01", "softmax(x f32[4]) {axis=0}", "softmax(x f32[4]) {axis=0}", {.change = [](Plan& p) { p.switchesOperationalState = true; }}},
        {"SAFE-SMAX-02", quantized("layer m softmax(r) {axis=1} -> y\n", q16), quantized("layer m softmax(r) {axis=1} -> y\n", q16), {.change = int8}},
        {"SAFE-POOL-01", "pooling(x f32[1,4,40,40]) {kind=max, window=[33,1]}", "pooling(x f32[1,4,40,40]) {kind=max, window=[32,1]}"},
        {"SAFE-RED-01", "reduce(x f32[4,4]) {kind=min, axes=2}", "reduce(x f32[4,4]) {kind=max, axes=2}"},
        {"SAFE-UN-01", "unary(x f32[4]) {kind=is_inf}", "unary(x f32[4]) {kind=exp}"},
        ofRelease("SAFE-SCALE-01", "scale(x f32[1,8192,1,1], const s f32[8192])"),
        {"SAFE-SCALE-02", quantized("const t f32[16] random=1\nlayer m scale(r, t) -> y\n", q16), quantized("const t f32[16] random=1\nlayer m scale(r, t) -> y\n", q16),
         {.release = k8611, .change = int8}, {.change = int8}},
        ofRelease("SAFE-CONST-01", "elementwise(x f32[1,1,1,1], const c f32[1,8192,1,1]) {kind=sum}"),
        {"SAFE-CONST-02", "elementwise(x f32[2], const c f32[2]=[1,inf]) {kind=sum}", "elementwise(x f32[2], const c f32[2]=[1,2]) {kind=sum}"},
        ofRelease("SAFE-IDENT-01", "identity(x f32[])"),
        {"SAFE-IDENT-02", "cast(x bool[4]) {to=f32}", "cast(x i32[4]) {to=f32}"},
        ofRelease("SAFE-SHUF-01", "shuffle(x f32[1]) {hasReshape=true, reshape=[]}"),
        {"SAFE-SHUF-02", "shuffle(x f32[2,3], const s i32[2]=[3,2]) {hasReshape=true}", "shuffle(x f32[2,3]) {hasReshape=true, reshape=[3,2]}"},
        ofRelease("SAFE-GATHER-02", "gather(x f32[4,2], const i i32[]=[1]) {axis=0}"),
        ofRelease("SAFE-GATHER-03", "gather(x f32[4], const i i32[2]=[1,2]) {axis=0}"),
        {"SAFE-GATHER-04", "gather(x f32[4,2], const i i32[1,2]=[1,1]) {mode=element, axis=0}", "gather(x f32[4,2], const i i32[1]=[1]) {axis=0}"},
        {"SAFE-GATHER-05", "gather(x f32[4,2], i i32[1]) {axis=0}", "gather(x f32[4,2], const i i32[2]=[-4,3]) {axis=0}"},
        {"SAFE-SLICE-01", "slice(x f32[4]) {start=[-1], size=[4], mode=fill}", "slice(x f32[4]) {start=[1], size=[2]}"},
        {"SAFE-Q-01", "input x f32[4]\nconst s f32[]=[0.1]\nlayer q quantize(x, s) -> y\noutput y\n", quantized("layer a activation(r) {kind=relu} -> y\n", q16), {}, {.change = int8}},
        ofPlugin("SAFE-PLUG-01", withoutPlugins, withGoodPlugin),
        ofPlugin("SAFE-PLUG-02", withoutPlugins, withGoodPlugin),
        ofPlugin("SAFE-PLUG-03", [](Plan& p) { withGoodPlugin(p); p.plugins[0].usesLibraryHandles = true; }, withGoodPlugin),
        ofPlugin("SAFE-PLUG-04", [](Plan& p) { withGoodPlugin(p); p.plugins[0].isStaticallyRegistered = true; }, withGoodPlugin),
        {"SAFE-PLUG-06", "input x f32[]\nlayer a plugin(x) {plugin=Snake, namespace=planscope.samples} -> y\noutput y\n", "input x f32[]\nlayer a plugin(x) {plugin=Snake, namespace=planscope.samples} -> y\noutput y\n", kOld, {}},
        ofPlugin("SAFE-PLUG-09", [](Plan& p) { p.usesDla = true; }, withGoodPlugin),
    };
}

/// Rules that no network of this builder can break: it refuses such networks when they are made, or runtimes and checker ask.
const std::set<std::string_view> kUnreachable = {
    "SAFE-GEN-02",     // rank is at most 8 by the type
    "SAFE-GEN-16",     // asked below, with a body
    "SAFE-EW-03", "SAFE-EW-04",  // refused by the layer itself
    "SAFE-GATHER-01",  // refused by the layer itself
    "SAFE-Q-02",       // refused by the layer itself
    "SAFE-PLUG-05",    // no sample plugin reads integers
};

}  // namespace

class SafetyRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void catalogueIsComplete();
    void everyRuleHasACase();
    void rulesHoldAndBreak_data();
    void rulesHoldAndBreak();
    void goldenVectors();
    void loopsAreRefused();
    void answersNeverDisagree();
    void manyLayersAreQuick();
};

void SafetyRulesTest::catalogueIsComplete() {
    const std::pair<const char*, int> families[] = {{"SAFE-BUILD-", 17}, {"SAFE-GEN-", 18}, {"SAFE-CONV-", 6}, {"SAFE-MM-", 2}, {"SAFE-ACT-", 3}, {"SAFE-EW-", 4}, {"SAFE-SCALE-", 2},
                                                    {"SAFE-CONST-", 2}, {"SAFE-IDENT-", 2}, {"SAFE-SHUF-", 2}, {"SAFE-GATHER-", 5}, {"SAFE-SMAX-", 2}, {"SAFE-POOL-", 1}, {"SAFE-RED-", 1},
                                                    {"SAFE-SLICE-", 1}, {"SAFE-UN-", 1}, {"SAFE-Q-", 2}, {"SAFE-PLUG-", 9}, {"SAFE-RT-", 17}, {"SAFE-VER-", 7}, {"SAFE-CHK-", 10}, {"SAFE-STATE-", 3}};
    std::set<std::string_view> ids;
    for (const Rule* rule : safetyRules()) {
        QVERIFY2(ids.insert(rule->id).second, std::string(rule->id).c_str());
        QVERIFY(!rule->violation.empty() && !rule->source.empty() && !rule->about.empty() && rule->scopes != 0);
        const bool isAsked = rule->check.layer || rule->check.whole;
        QCOMPARE(isAsked, rule->check.by == Enforced::Build);
    }
    std::size_t expected = 0;
    for (const auto& [prefix, count] : families) {
        expected += static_cast<std::size_t>(count);
        for (int i = 1; i <= count; ++i) QVERIFY2(findRule(prefix + std::string(i < 10 ? "0" : "") + std::to_string(i)), prefix);
    }
    QCOMPARE(expected, std::size_t{117});
    QCOMPARE(ids.size(), expected);
    QVERIFY(!findRule("SAFE-NONE-01"));
}

void SafetyRulesTest::everyRuleHasACase() {
    std::set<std::string_view> covered;
    const auto cases = ruleCases();
    for (const RuleCase& row : cases) covered.insert(row.rule);
    for (const Rule* rule : safetyRules())
        if (rule->check.by == Enforced::Build) QVERIFY2(covered.contains(rule->id) != kUnreachable.contains(rule->id), std::string(rule->id).c_str());
}

void SafetyRulesTest::rulesHoldAndBreak_data() {
    QTest::addColumn<int>("index");
    const auto cases = ruleCases();
    for (std::size_t i = 0; i < cases.size(); ++i) QTest::newRow(cases[i].rule) << static_cast<int>(i);
}

void SafetyRulesTest::rulesHoldAndBreak() {
    QFETCH(int, index);
    const RuleCase row = ruleCases()[static_cast<std::size_t>(index)];
    const Report broken = reportOn(row.broken, row.brokenSetup);
    QVERIFY(hasRule(broken, row.rule));
    for (const Finding& finding : broken.findings) QVERIFY2(!finding.sentence.empty() && !finding.value.empty(), std::string(finding.rule->id).c_str());
    QVERIFY(!hasRule(reportOn(row.kept, row.keptSetup), row.rule));
}

/// Both sides of boundaries that the facts name.
void SafetyRulesTest::goldenVectors() {
    const std::string wide = "activation(x f32[1,8192,1,1]) {kind=relu}";
    for (const Release release : {k8611, k8612}) QVERIFY(hasRule(reportOn("convolution(x f32[1,8192,1,1], const w f32[1,8192,1,1])", {.release = release}), "SAFE-GEN-05"));
    const std::string constant = "elementwise(x f32[1,1,1,1], const c f32[1,8192,1,1]) {kind=sum}";
    QVERIFY(hasRule(reportOn(constant, kOld), "SAFE-CONST-01") && !hasRule(reportOn(constant, {}), "SAFE-CONST-01"));
    const std::string vast = "input x i8[1,1,8192,8192]\nlayer a identity(x) -> y\noutput y\n";
    const Setup vectors{.change = [](Plan& p) { p.inputFormats = {Format::channelBlocked(32)}; }};
    QVERIFY(hasRule(reportOn(vast, vectors), "SAFE-GEN-07") && hasRule(reportOn(vast, vectors), "SAFE-GEN-06"));
    QVERIFY(!hasRule(reportOn(vast, {}), "SAFE-GEN-07"));
    QVERIFY(hasRule(reportOn(kConv, {.change = [](Plan& p) { p.precision.fp16 = false; }}), "SAFE-CONV-01"));
}

void SafetyRulesTest::loopsAreRefused() {
    QVERIFY(findRule("SAFE-GEN-16")->level == Level::Error);
    const Network network = networkOf(kRelu);
    LayerDef control = *network.layer(network.topologicalOrder().front()).def;
    control.category = Category::Control;
    Network looped;
    const TensorId x = looped.addInput("x", DataType::Half, {4});
    const auto added = looped.addLayer({.name = "loop", .def = &control, .attrs = network.layer(network.topologicalOrder().front()).attrs, .inputs = {x}});
    QVERIFY(added);
    looped.markOutput("y", looped.layer(*added).outputs[0]);
    const Question question{looped, *findTarget("drive-orin")};
    QVERIFY(hasRule(ask(question, kSafe), "SAFE-GEN-16"));
}

/// A restricted build, a safety build and isNetworkSupported agree on every network, whether precisions are set or not.
void SafetyRulesTest::answersNeverDisagree() {
    int accepted = 0, refused = 0;
    for (const RuleCase& row : ruleCases())
        for (const std::string& text : {row.broken, row.kept})
            for (const bool isSet : {false, true})
                for (const bool isHalf : {false, true}) {
                    const Network network = networkOf(text);
                    Question question{network, *findTarget("drive-orin")};
                    question.plan.precision.fp16 = isHalf;
                    if (isSet) question.plan.precision.layerPrecisions = {{"*", {isHalf ? DataType::Half : DataType::Float}}};
                    question.plan.isRestricted = true;
                    const bool restricted = ask(question, kSafe | kRestricted).isAccepted(), supported = isNetworkSupported(question);
                    question.plan.isSafety = true;
                    const bool safe = ask(question, kSafe | kRestricted).isAccepted();
                    QCOMPARE(restricted, supported);
                    QCOMPARE(safe, supported);
                    (supported ? accepted : refused) += 1;
                }
    QVERIFY2(accepted > 50 && refused > 50, "both answers were given");
}

void SafetyRulesTest::manyLayersAreQuick() {
    Network network;
    TensorId at = network.addInput("x", DataType::Float, {1, 16, 8, 8});
    const Network one = networkOf(kRelu);
    const Layer& relu = one.layer(one.topologicalOrder().front());
    for (int i = 0; i < 5000; ++i) {
        const auto id = network.addLayer({.name = "relu" + std::to_string(i), .def = relu.def, .attrs = relu.attrs, .inputs = {at}});
        QVERIFY(id);
        at = network.layer(*id).outputs[0];
    }
    network.markOutput("y", at);
    const Question question{network, *findTarget("drive-orin")};
    QBENCHMARK {
        QCOMPARE(ask(question, kSafe | kRestricted).count(Level::Error), std::size_t{0});
    }
}

}  // namespace planscope::scope

QTEST_APPLESS_MAIN(planscope::scope::SafetyRulesTest)
#include "safety_rules_test.moc"
