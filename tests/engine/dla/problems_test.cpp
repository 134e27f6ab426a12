// SPDX-License-Identifier: Apache-2.0
// What people reported in public threads: each network and build behaves as the thread says, with a sentence that says why.
#include "engine/network/constant.h"
#include "engine/dla/placement/placement.h"
#include "engine/network/text.h"
#include "engine/scope/catalogue.h"
#include "tests/engine/plugins/libraries.h"

#include <QTest>

#include <algorithm>

namespace planscope::dla {
namespace {

using scope::Level;
using scope::Plan;

struct Problem {
    const char* thread;
    std::string text;
    const char* rule;      ///< that speaks
    Level level = Level::Error;
    const char* words = "";  ///< of its sentence
    void (*change)(Plan& plan) = [](Plan&) {};
    const char* mended = nullptr;  ///< a text that is not told of by the rule; null: by the build alone
    scope::Release release = scope::k8612;
    const char* target = "drive-orin";
};

std::string activation(const std::string& dims) { return "input x f32" + dims + "\nlayer a activation(x) {kind=relu} -> y\noutput y\n"; }
std::string unary(const std::string& kind) { return "input x f32[1,4,2,2]\nlayer r activation(x) {kind=relu} -> u\nlayer a unary(u) {kind=" + kind + "} -> v\nlayer s activation(v) {kind=relu} -> y\noutput y\n"; }
std::string ends(const std::string& kind) { return "input x f32[1,4,2,2]\nlayer a unary(x) {kind=" + kind + "} -> y\noutput y\n"; }
std::string islands() {
    std::string out = "input x f32[1,4,2,2]\n", at = "x";
    for (int i = 0; i < 17; ++i) {
        const std::string n = std::to_string(i);
        out += "layer r" + n + " activation(" + at + ") {kind=relu} -> u" + n + "\nlayer c" + n + " unary(u" + n + ") {kind=ceil} -> v" + n + "\n";
        at = "v" + n;
    }
    return out + "output " + at + "\n";
}
const std::string kConv = "input x f32[1,64,3,1920]\nconst w f32[1,64,3,3] random=1\nlayer c convolution(x, w) -> y\noutput y\n";
const std::string kPow = "input x f32[1,4,2,2]\nconst b f32[]=[2]\nlayer a elementwise(x, b) {kind=pow} -> y\noutput y\n";
const std::string kQuantized = "input x f32[1,4,2,2]\nconst s f32[]=[0.1]\nlayer q quantize(x, s) -> i\nlayer d dequantize(i, s) -> r\nlayer a activation(r) {kind=relu} -> y\noutput y\n";

void standalone(Plan& p) {
    p.dla.isStandalone = true;
    p.inputFormats = p.outputFormats = {Format::channelBlocked(16)};
}
void fallback(Plan& p) { p.allowsGpuFallback = true; }
void int8(Plan& p) {
    p.precision.int8 = true;
    p.dla.ranges = {{"*", 127.0F}};
}

std::vector<Problem> problems() {
    return {
        {"1 TensorRT#1529", "input x f32[1,4,2,2]\nlayer a slice(x) {start=[0,1,0,0], size=[1,2,2,2]} -> y\noutput y\n", "DLA-SLICE-09", Level::Error, "no public evidence of Slice", nullptr, nullptr, scope::k8612, "xavier"},
        {"2 TensorRT#2318", activation("[128,33,1,1,1]"), "DLA-GEN-04", Level::Error, "effective batch 4224 exceeds 4096", nullptr, "input x f32[1,33,128,1]\nlayer a activation(x) {kind=relu} -> y\noutput y\n"},
        {"3 TensorRT#2319", activation("[n,4,2,2]"), "DLA-GEN-02", Level::Error, "is dynamic; the DLA needs one fixed value", nullptr, "input x f32[1,4,2,2]\nlayer a activation(x) {kind=relu} -> y\noutput y\n"},
        {"4 TensorRT#2752", unary("ceil"), "DLA-SA-02", Level::Error, "needs 2 loadables, a standalone build allows exactly one", standalone},
        {"5 TensorRT#2190", unary("ceil"), "DLA-SA-01", Level::Error, "1 layers are not on the DLA, the first is a", standalone},
        {"6 TensorRT#3138", ends("ceil"), "DLA-SA-05", Level::Error, "it is touched by a, which is not on the DLA", standalone},
        {"6 cuDLA-samples#34", activation("[1,4,2,2]"), "DLA-SA-09", Level::Error, "obeyed and preferred at once", [](Plan& p) { standalone(p); p.dla.obeysAndPrefers = true; }},
        {"7 TensorRT#3438", activation("[1,4,2,2]"), "DLA-IO-07", Level::Error, "needs a reformat on the GPU, which a build for the DLA alone cannot do"},
        {"8 TensorRT#3499", kConv, "DLA-CONV-12", Level::Error, "it needs 24 of 16 banks of the convolution buffer"},
        {"8 TensorRT#3499, the thread's own", "input x f32[1,512,80,160]\nconst w f32[256,512,3,3] random=1\nlayer c convolution(x, w) -> y\noutput y\n", "DLA-CONV-13", Level::Warning, "16 of 16 banks of the convolution buffer and may still be refused"},
        {"10 TensorRT#3365", "input x f32[1,4,4,4]\nconst w f32[4,4,4,4] random=1\nlayer c deconvolution(x, w) {stride=[2,2], prePadding=[1,1], postPadding=[1,1]} -> y\noutput y\n", "DLA-DECONV-03", Level::Error, "must be 0", nullptr,
         "input x f32[1,4,4,4]\nconst w f32[4,4,4,4] random=1\nlayer c deconvolution(x, w) {stride=[4,4]} -> y\noutput y\n"},
        {"11 TensorRT#2222", activation("[1,4,2,2]"), "DLA-Q-07", Level::Advice, "ties are rounded away from zero", int8},
        {"12 TensorRT#3599", activation("[1,4,2,2]"), "DLA-Q-05", Level::Warning, "looks like placeholders", int8},
        {"13 TensorRT#3524", activation("[1,4,2,2]"), "DLA-GEN-20", Level::Error, "a captured CUDA graph cannot hold work of the DLA", [](Plan& p) { p.dla.capturesGraphs = true; }},
        {"15 TensorRT#4486", ends("ceil"), "DLA-UN-01", Level::Error, "unary operation ceil is not on the DLA", nullptr, "input x f32[1,4,2,2]\nlayer a unary(x) {kind=abs} -> y\noutput y\n"},
        {"19 concatenation", "input x f32[1,4,2,2]\nlayer a concatenation(x, x) {axis=2} -> y\noutput y\n", "DLA-CONCAT-01", Level::Error, "is not the channel axis", nullptr,
         "input x f32[1,4,2,2]\nlayer a concatenation(x, x) {axis=1} -> y\noutput y\n"},
        {"19 slice", "input x f32[4,2,2]\nlayer a slice(x) {start=[0,0,0], size=[2,2,2]} -> y\noutput y\n", "DLA-SLICE-01", Level::Error, "rank 3, it must be 4", nullptr,
         "input x f32[1,4,2,2]\nlayer a slice(x) {start=[0,0,0,0], size=[1,2,2,2]} -> y\noutput y\n"},
        {"19 reshape beside slice", "input x f32[1,4,2,4]\nlayer r shuffle(x) {hasReshape=true, reshape=[1,8,2,2]} -> u\nlayer a slice(u) {start=[0,0,0,0], size=[1,2,2,2]} -> y\noutput y\n", "DLA-SLICE-08", Level::Warning,
         "the reshape r next to it is refused", fallback},
        {"20 Yolov3#86", islands(), "DLA-GEN-09", Level::Warning, "more than 16 loadables were needed", fallback},
        {"21 torch#2731", "input x f32[1,4,2,2]\nlayer a activation(x) {kind=relu} -> u\nlayer b activation(u) {kind=relu} -> y\noutput y\n", "DLA-GEN-10", Level::Error, "the local DRAM pool has",
         [](Plan& p) { p.dla.pools.localDram = 32; }},
        {"22 jetson_dla_tutorial#3", kPow, "DLA-EW-02", Level::Error, "pow needs release 8.6.12", nullptr, nullptr, scope::k8611},
        {"23 TensorRT#899", activation("[1,4,2,2]"), "DLA-GEN-15", Level::Error, "DLA core 2 was asked for, 2 exist", [](Plan& p) { p.dla.core = 2; }},
        {"24 cuDLA-samples#19", kQuantized, "DLA-Q-03", Level::Error, "Q/DQ is not accepted on the DLA", [](Plan& p) { p.precision.int8 = true; }},
        {"25 Accelerator-SW#23", "input x f32[1,4,2,2]\nlayer a activation(x) {kind=sigmoid} -> y\noutput y\n", "DLA-ACT-05", Level::Advice, "runs in FP16 although INT8 was asked for", int8},
        {"26 TensorRT#1459", "input x f32[1,4,4,4,4]\nconst w f32[4,4,3,3,3] random=1\nlayer c convolution(x, w) -> y\noutput y\n", "DLA-CONV-06", Level::Error, "3 spatial axes; the DLA has two"},
        {"26 TensorRT#828", activation("[65,4,2,2]"), "DLA-GEN-05", Level::Warning, "may give wrong results", nullptr, "input x f32[64,4,2,2]\nlayer a activation(x) {kind=relu} -> y\noutput y\n"},
        {"9 TensorRT#3211", "input x f32[1,16,8,8]\nconst w f32[16,2,1,1] random=1\nlayer c convolution(x, w) {groups=8} -> y\noutput y\n", "DLA-CONV-11", Level::Error, "are not multiples of 4 in INT8", int8},
    };
}

Placement placementOf(const Problem& problem, const Network& network) {
    scope::Question question{network, *findTarget(problem.target), {}, problem.release};
    question.plan.precision.fp16 = true;
    question.plan.usesDla = true;
    if (problem.change) problem.change(question.plan);
    return place(question);
}

Network networkOf(const std::string& text) {
    static const auto table = plugin_tests::tableWith({"snake"});
    auto network = parseNetwork("network n\n" + text, table->layers());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

const scope::Finding* findingOf(const scope::Report& report, std::string_view rule) {
    const auto at = std::ranges::find_if(report.findings, [rule](const scope::Finding& f) { return f.rule->id == rule; });
    return at == report.findings.end() ? nullptr : &*at;
}

}  // namespace

class DlaProblemsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threads_data();
    void threads();
    void wrongRuntimesAreNamed();
    void safetyThreads();
};

void DlaProblemsTest::threads_data() {
    QTest::addColumn<int>("index");
    const auto all = problems();
    for (std::size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].thread) << static_cast<int>(i);
}

void DlaProblemsTest::threads() {
    QFETCH(int, index);
    const auto all = problems();
    const Problem& problem = all[static_cast<std::size_t>(index)];
    const Network network = networkOf(problem.text);
    const Placement placement = placementOf(problem, network);
    const scope::Finding* const finding = findingOf(placement.report, problem.rule);
    QVERIFY(finding);
    QVERIFY2(finding->sentence.find(problem.words) != std::string::npos, finding->sentence.c_str());
    QVERIFY(finding->level == problem.level);
    if (problem.level == Level::Error) QVERIFY(!placement.isAccepted());
    if (!problem.mended) return;
    const Network mended = networkOf(problem.mended);
    QVERIFY(!findingOf(placementOf(problem, mended).report, problem.rule));
}

/// 14, and 23: what runtimes enforce is in the catalogue, with what to do.
void DlaProblemsTest::wrongRuntimesAreNamed() {
    for (const char* id : {"DLA-SA-07", "DLA-SA-08", "CUDLA-02", "CUDLA-08"}) {
        const scope::Rule* const rule = scope::findRule(id);
        QVERIFY2(rule && rule->check.by == scope::Enforced::Runtime && !rule->fix.empty(), id);
    }
}

/// 16 to 18 are of the safety scope: plugins of the wrong interface, targets that are no DRIVE, and matrix products of old releases.
void DlaProblemsTest::safetyThreads() {
    const auto has = [](const std::string& text, const char* target, scope::Release release, const char* rule) {
        const Network network = networkOf(text);
        scope::Question question{network, *findTarget(target), {}, release};
        question.plan.precision.fp16 = true;
        question.plan.isSafety = true;
        return findingOf(scope::ask(question, scope::kSafe | scope::kRestricted), rule) != nullptr;
    };
    const std::string snake = "input x f32[2,5]\nlayer a plugin(x) {plugin=Snake, namespace=planscope.samples} -> y\noutput y\n", relu = activation("[1,4,2,2]");
    const std::string product = "input a f32[2,2]\ninput b f32[2,2]\nlayer m matrix_multiply(a, b) -> y\noutput y\n";
    QVERIFY(has(snake, "drive-orin", scope::k8612, "SAFE-PLUG-01"));
    QVERIFY(has(relu, "a10", scope::k8612, "SAFE-BUILD-03") && !has(relu, "drive-orin", scope::k8612, "SAFE-BUILD-03"));
    QVERIFY(has(product, "drive-orin", {8, 6, 9}, "SAFE-MM-02") && !has(product, "drive-orin", scope::k8612, "SAFE-MM-02"));
}

}  // namespace planscope::dla

QTEST_APPLESS_MAIN(planscope::dla::DlaProblemsTest)
#include "problems_test.moc"
