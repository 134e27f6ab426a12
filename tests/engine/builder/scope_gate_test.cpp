// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/builder/scope_gate.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/onnx/import.h"
#include "engine/target/target.h"
#include "tests/engine/onnx/model_files.h"

#include <QtTest>

#include <fmt/format.h>
#include <random>
#include <set>

/// One catalogue answers everybody: the findings that a window shows, isNetworkSupported, and the gates of both kinds of build.
namespace planscope::builder_tests {
namespace {

/// Writes small networks whose shapes lie on both sides of what the scope limits.
class NetworkWriter {
public:
    explicit NetworkWriter(std::uint32_t seed) : m_random(seed) {}

    std::string write() {
        static constexpr const char* kInputs[] = {"[1,16,8,8]", "[1,3,9,7]", "[16,8,4,4]", "[17,8,4,4]", "[2,4097,2,2]", "[1,4,4097,1]", "[4,32]", "[1,2,3,4,5]", "[6]", "[1,1,2,3,2,2,2,2]"};
        m_text = fmt::format("network n\ninput t0 f32{}\n", pick(kInputs));
        m_last = "t0";
        const int layers = 1 + static_cast<int>(m_random() % 5);
        for (int i = 1; i <= layers; ++i) add(i);
        return m_text + "output " + m_last + "\n";
    }

private:
    template <std::size_t n>
    const char* pick(const char* const (&list)[n]) {
        return list[m_random() % n];
    }

    void add(int i) {
        static constexpr const char* kOne[] = {
            "activation({}) {{kind=relu}}", "activation({}) {{kind=sigmoid}}", "activation({}) {{kind=tanh}}", "activation({}) {{kind=elu}}",
            "activation({}) {{kind=softsign}}", "unary({}) {{kind=exp}}", "unary({}) {{kind=sin}}", "unary({}) {{kind=abs}}", "softmax({}) {{axis=1}}",
            "identity({})", "pooling({}) {{kind=max, window=[2,2]}}", "pooling({}) {{kind=average, window=[3,3], stride=[2,2]}}", "shuffle({}) {{firstTranspose=[0,2,3,1]}}",
            "shuffle({}) {{firstTranspose=[1,0]}}", "reduce({}) {{kind=sum, axes=2}}", "reduce({}) {{kind=max, axes=4}}", "lrn({}) {{window=5, alpha=0.0001, beta=0.75, k=1}}", "reduce({}) {{kind=min, axes=2}}"};
        static constexpr const char* kTwo[] = {"elementwise({0}, {0}) {{kind=sum}}", "elementwise({0}, {0}) {{kind=pow}}", "elementwise({0}, {0}) {{kind=floor_div}}",
                                               "elementwise({0}, {0}) {{kind=less}}", "concatenation({0}, {0}) {{axis=0}}", "concatenation({0}, {0}) {{axis=1}}", "matrix_multiply({0}, {0}) {{opB=transpose}}"};
        static constexpr const char* kFilters[] = {"[16,16,1,1]", "[16,16,3,3]", "[8,3,3,3]", "[8,8,1,1]", "[4,8,3,3]", "[5000,16,1,1]", "[16,16,40,1]"};
        const std::string name = fmt::format("t{}", i);
        const std::uint32_t kind = m_random() % 4;
        if (kind == 0) {
            m_text += fmt::format("const w{} f32{} random={}\n", i, pick(kFilters), i);
            m_text += fmt::format("layer l{} convolution({}, w{}) {{prePadding=[1,1], postPadding=[1,1]}} -> {}\n", i, m_last, i, name);
        } else {
            const char* const body = kind == 1 ? pick(kTwo) : pick(kOne);
            m_text += fmt::format("layer l{} {} -> {}\n", i, fmt::format(fmt::runtime(body), m_last), name);
        }
        m_last = name;
    }

    std::mt19937 m_random;
    std::string m_text, m_last;
};

/// Ways to ask for precisions: set for all layers, for some, or not at all.
std::vector<PrecisionOptions> precisions() {
    std::vector<PrecisionOptions> out(4);
    out[1].fp16 = true;
    out[2].fp16 = true;
    out[2].layerPrecisions = {{"*", {DataType::Half}}};
    out[3].layerPrecisions = {{"l1", {DataType::Float}}, {"*", {DataType::Half}}};
    out[3].fp16 = true;
    return out;
}

/// Whether the gate of a real build lets the network pass. The build itself is stopped behind it.
bool passesGate(const Network& network, const BuildOptions& options) {
    std::stop_source stopped;
    stopped.request_stop();
    const auto built = buildEngine(network, options, {}, stopped.get_token());
    if (built) return true;
    if (built.error().code == Code::UnsupportedFeature && built.error().message.find("the safety scope refuses") != std::string::npos) return false;
    return true;
}

struct Count {
    int accepted = 0, refused = 0;
};

/// Asks in all ways; counts the answer, or says who disagrees.
QString disagreement(const Network& network, const PrecisionOptions& precision, scope::Release rules, Count& count) {
    BuildOptions safe;
    safe.device = "reference";
    safe.selection.optimizationLevel = 0;
    safe.precision = precision;
    safe.capability = {.isSafety = true, .target = findTarget("drive-orin"), .rules = rules};
    BuildOptions restricted = safe, open = safe;
    restricted.capability = {.isRestricted = true, .target = safe.capability.target, .rules = rules};
    open.capability = {.target = safe.capability.target, .rules = rules};
    const bool shown = scopeReport(network, safe).isAccepted();
    (shown ? count.accepted : count.refused) += 1;
    if (scopeReport(network, restricted).isAccepted() != shown) return "what is shown for a restricted build";
    if (isNetworkSupported(network, open) != shown) return "isNetworkSupported, nothing asked";
    if (isNetworkSupported(network, restricted) != shown) return "isNetworkSupported, restricted";
    if (isNetworkSupported(network, safe) != shown) return "isNetworkSupported, safety";
    if (passesGate(network, restricted) != shown) return "the restricted build";
    if (passesGate(network, safe) != shown) return "the safety build";
    if (!passesGate(network, open)) return "a standard build, which has no gate";
    return {};
}

}  // namespace

class ScopeGateTest : public QObject {
    Q_OBJECT
private slots:
    void generatedNetworksGetOneAnswer();
    void modelsGetOneAnswer();
    void refusalsNameEveryRule();
    void restrictedEnginesAreBuilt();
};

void ScopeGateTest::generatedNetworksGetOneAnswer() {
    Count count;
    std::set<std::string> kinds;
    int made = 0;
    for (std::uint32_t seed = 0; made < 2000; ++seed) {
        QVERIFY(seed < 40'000);
        const std::string text = NetworkWriter(seed).write();
        const auto network = parseNetwork(text, layers::table());
        if (!network) continue;  // a layer that does not go with the shapes before it
        ++made;
        for (const LayerId id : network->topologicalOrder()) kinds.insert(std::string(network->layer(id).def->kind.name));
        for (const PrecisionOptions& precision : precisions())
            for (const scope::Release rules : {scope::k8611, scope::k8612}) {
                const QString who = disagreement(*network, precision, rules, count);
                QVERIFY2(who.isEmpty(), qPrintable(who + " disagrees on\n" + QString::fromStdString(text)));
            }
    }
    QVERIFY2(kinds.size() >= 12, qPrintable(QString::number(kinds.size())));  // the writer spells them as the parser does
    QVERIFY2(count.accepted > 1000 && count.refused > 1000, qPrintable(QString("%1 accepted, %2 refused").arg(count.accepted).arg(count.refused)));
}

void ScopeGateTest::modelsGetOneAnswer() {
    const auto folder = onnx_tests::modelsFolder();
    if (!folder) QSKIP(onnx_tests::kNoModels);
    Count count;
    int models = 0;
    for (const char* group : {"real", "gen"})
        for (const auto& entry : std::filesystem::directory_iterator(*folder / group)) {
            const auto imported = onnx::importModel(entry.path() / "model.onnx", {}, {});
            if (!imported || !imported->ok()) continue;
            ++models;
            for (const PrecisionOptions& precision : precisions()) {
                const QString who = disagreement(imported->network, precision, scope::k8612, count);
                QVERIFY2(who.isEmpty(), qPrintable(who + " disagrees on " + QString::fromStdString(entry.path().string())));
            }
        }
    QVERIFY2(models > 30 && count.accepted > 10 && count.refused > 10, qPrintable(QString("%1 models: %2 accepted, %3 refused").arg(models).arg(count.accepted).arg(count.refused)));
}

void ScopeGateTest::refusalsNameEveryRule() {
    const auto network = parseNetwork("network n\ninput x f32[17,8,4,4]\nlayer a activation(x) {kind=elu} -> y\nlayer b unary(y) {kind=sin} -> z\noutput z\n", layers::table());
    QVERIFY(network);
    BuildOptions options;
    options.precision.fp16 = true;
    options.capability.isRestricted = true;
    const scope::Report report = scopeReport(*network, options);
    QVERIFY(report.count(scope::Level::Error) > 2);
    const auto built = buildEngine(*network, options, {}, {});
    QVERIFY(!built && built.error().code == Code::UnsupportedFeature);
    for (const scope::Finding& finding : report.findings)
        if (finding.rule->level == scope::Level::Error)
            QVERIFY2(built.error().message.find(fmt::format("{} {}", finding.rule->id, finding.sentence)) != std::string::npos, finding.sentence.c_str());
}

void ScopeGateTest::restrictedEnginesAreBuilt() {
    const auto network = parseNetwork("network n\ninput x f32[1,8,4,4]\nlayer a activation(x) {kind=relu} -> y\noutput y\n", layers::table());
    QVERIFY(network);
    BuildOptions options;
    options.threads = 1;
    options.precision.fp16 = true;
    options.capability.isRestricted = true;
    const auto built = buildEngine(*network, options, {}, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    QVERIFY(!built->engine.steps.empty());
}

}  // namespace planscope::builder_tests

QTEST_GUILESS_MAIN(planscope::builder_tests::ScopeGateTest)
#include "scope_gate_test.moc"
