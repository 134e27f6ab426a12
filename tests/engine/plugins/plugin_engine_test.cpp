// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/builder/builder.h"
#include "engine/layers/layer_table.h"
#include "engine/plan/plan_file.h"
#include "engine/runtime/standard/context.h"
#include "tests/engine/onnx/model_files.h"
#include "tests/engine/plugins/libraries.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace planscope::plugin_tests {
namespace {

using onnx_tests::Files;
using onnx_tests::modelOf;

/// One plugin between two layers that have kernels of their own.
std::string snakeModel(std::string_view attributes = "<frequency=2.0>") {
    return modelOf(13, "g (float[1,8,4,4] x) => (float[1,8,4,4] y) { c = Relu(x) s = planscope.samples.Snake " + std::string(attributes) +
                           " (c) y = Neg(s) }");
}

Result<onnx::ImportResult> import(const std::string& model, const layers::PluginTable* plugins) {
    const Files files;
    onnx::ImportOptions options;
    options.plugins = plugins;
    return onnx::importModel(files.write("model.onnx", model), options, {});
}

Result<Engine> build(const Network& network, const char* device = "cpu") {
    BuildOptions options;
    options.device = device;
    options.threads = 1;
    PS_ASSIGN(BuildResult built, buildEngine(network, options, {}, {}));
    return std::move(built.engine);
}

const EngineStep* pluginStep(const Engine& engine) {
    for (const EngineStep& step : engine.steps)
        if (step.def->kind == layers::plugin::kind) return &step;
    return nullptr;
}

Result<std::vector<float>> run(Engine engine, std::span<const float> input) {
    PS_ASSIGN(const std::shared_ptr<const Device> device, openDevice(engine.deviceId, 1));
    PS_ASSIGN(const std::shared_ptr<const LoadedEngine> loaded, loadEngine(std::move(engine), device));
    PS_ASSIGN(const std::unique_ptr<ExecutionContext> context, ExecutionContext::create(loaded));
    PS_TRY(context->setInput(0, std::as_bytes(input)));
    PS_TRY(context->run());
    std::vector<float> out(context->engine().tensors[context->engine().outputs[0].tensor].bytes() / sizeof(float));
    PS_TRY(context->readOutput(0, std::as_writable_bytes(std::span(out))));
    return out;
}

std::vector<float> ramp(std::size_t count) {
    std::vector<float> out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<float>(i) * 0.125F - 4;
    return out;
}

}  // namespace

/// From an ONNX file to a plan and back to numbers.
class PluginEngineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void modelRunsThroughAPlan_data();
    void modelRunsThroughAPlan();
    void plansAreReproducible();
    void workspaceAndOutputsArePlaced();
    void missingPluginIsNamed();
    void attributesNameVersionAndNamespace();
    void badNodesAreRefused_data();
    void badNodesAreRefused();
    void faultsWhileBuildingAreNamed_data();
    void faultsWhileBuildingAreNamed();
    void faultsAtRunTimeAreNamed();
};

void PluginEngineTest::modelRunsThroughAPlan_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("tactic");
    QTest::newRow("cpu") << "cpu" << "plugin.cpu.library";
    QTest::newRow("reference") << "reference" << "plugin.reference.scalar";
}

void PluginEngineTest::modelRunsThroughAPlan() {
    QFETCH(QString, device);
    QFETCH(QString, tactic);
    const auto table = tableWith({"snake"});
    const auto imported = import(snakeModel(), table.get());
    QCOMPARE(onnx_tests::problemsOf(imported), std::string("ok"));
    QCOMPARE(imported->diagnostics.items().size(), std::size_t{0});
    const auto engine = build(imported->network, qPrintable(device));
    QVERIFY2(engine, engine ? "" : engine.error().text().c_str());
    const std::vector<std::byte> bytes = serializePlan(*engine);
    const auto plan = parsePlan(bytes, nullptr, table->layers());
    QVERIFY2(plan, plan ? "" : plan.error().text().c_str());
    const EngineStep* const step = pluginStep(plan->engine);
    QVERIFY(step);
    QCOMPARE(QString::fromStdString(step->tactic), tactic);
    if (device == "cpu") QCOMPARE(step->variant.algorithm, std::string("planscope.samples.Snake:1"));
    QCOMPARE(step->attrs.as<layers::plugin::Attrs>().fields, std::string("frequency=2.0"));

    const std::vector<float> x = ramp(128);
    const auto y = run(plan->engine, x);
    QVERIFY2(y, y ? "" : y.error().text().c_str());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double positive = std::max(x[i], 0.0F), wave = std::sin(2 * positive), expected = -(positive + wave * wave / 2);
        QVERIFY2(std::abs((*y)[i] - expected) < 1e-5, qPrintable(QString::number(i)));  // floats up to 12, a few roundings
    }
}

void PluginEngineTest::plansAreReproducible() {
    const auto table = tableWith({"snake"});
    const auto first = import(snakeModel(), table.get()), second = import(snakeModel(), table.get());
    BuildOptions options;
    options.threads = 1;
    options.selection.optimizationLevel = 0;
    const auto a = buildEngine(first->network, options, {}, {}), b = buildEngine(second->network, options, {}, {});
    QVERIFY(a && b);
    QVERIFY(serializePlan(a->engine) == serializePlan(b->engine));
}

void PluginEngineTest::workspaceAndOutputsArePlaced() {
    const auto table = tableWith({"odd_plugins"});
    const auto imported = import(modelOf(13, "g (float[2,5] x) => (float[2,3] y) { a = Relu(x) h, t = Halves(a) y = Relu(h) }"), table.get());
    QCOMPARE(onnx_tests::problemsOf(imported), std::string("ok"));
    const auto engine = build(imported->network);
    QVERIFY2(engine, engine ? "" : engine.error().text().c_str());
    QCOMPARE(pluginStep(*engine)->variant.workspaceBytes, std::size_t{40});
    const std::vector<float> x{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    const auto y = run(*engine, x);
    QVERIFY2(y, y ? "" : y.error().text().c_str());
    QVERIFY((*y == std::vector<float>{0, 1, 2, 5, 6, 7}));
}

void PluginEngineTest::missingPluginIsNamed() {
    const auto table = tableWith({"snake"});
    const auto engine = build(import(snakeModel(), table.get())->network);
    QVERIFY(engine);
    const std::vector<std::byte> bytes = serializePlan(*engine);
    const std::string name = "plugin 'Snake' version '1' of namespace 'planscope.samples'";

    const auto none = parsePlan(bytes, nullptr, layers::table());
    QVERIFY(!none);
    QVERIFY(none.error().code == Code::UnsupportedOperator);
    QVERIFY2(none.error().text().find(name + " is not loaded. Load the library that has " + name + " with --plugins=FILE.so.") != std::string::npos,
             none.error().text().c_str());

    const auto later = tableWith({"snake_2"});
    const auto other = parsePlan(bytes, nullptr, later->layers());
    QVERIFY(!other);
    const std::string loaded = name + " is not loaded; what is loaded is version '2' (" + libraryFile("snake_2").string() + ")";
    QVERIFY2(other.error().message.find(loaded) != std::string::npos, other.error().message.c_str());
}

void PluginEngineTest::attributesNameVersionAndNamespace() {
    const auto table = tableWith({"snake"});
    const auto graph = [](const char* attributes) {
        return modelOf(13, "g (float[2] x) => (float[2] y) { y = Snake " + std::string(attributes) + " (x) }");
    };
    QCOMPARE(onnx_tests::problemsOf(import(graph("<plugin_namespace=\"planscope.samples\", plugin_version=\"1\">"), table.get())), std::string("ok"));
    const std::string unknown = onnx_tests::problemsOf(import(graph("<plugin_namespace=\"planscope.samples\", plugin_version=\"2\">"), table.get()));
    QVERIFY2(unknown.find("operator Snake is not supported") != std::string::npos, unknown.c_str());
    const std::string elsewhere = onnx_tests::problemsOf(import(graph(""), table.get()));
    QVERIFY2(elsewhere.find("operator Snake is not supported") != std::string::npos, elsewhere.c_str());
}

void PluginEngineTest::badNodesAreRefused_data() {
    QTest::addColumn<QString>("attributes");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown field") << "<slope=1.0>" << "there is no field 'slope'; it has 'frequency'";
    QTest::newRow("refused value") << "<frequency=-1.0>" << "frequency must be a number above 0";
    QTest::newRow("tensor") << "<frequency=float[1]{2}>" << "attribute 'frequency' cannot be a field of a plugin: those are integers, numbers and text";
    QTest::newRow("strings") << "<frequency=[\"a\",\"b\"]>" << "attribute 'frequency' cannot be a field of a plugin: those are integers, numbers and text";
}

void PluginEngineTest::badNodesAreRefused() {
    QFETCH(QString, attributes);
    QFETCH(QString, message);
    const auto table = tableWith({"snake"});
    const auto imported = import(snakeModel(attributes.toStdString()), table.get());
    QVERIFY(imported && !imported->ok());
    const QString problems = QString::fromStdString(onnx_tests::problemsOf(imported));
    QVERIFY2(problems.contains(message) && problems.contains("(planscope.samples.Snake)"), qPrintable(problems));
}

void PluginEngineTest::faultsWhileBuildingAreNamed_data() {
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("text");
    QTest::newRow("configure") << "configure" << "plugin 'Thrower' version '1' takes none of these types and formats in host memory: it throws in configure";
    QTest::newRow("clone") << "clone" << "plugin 'Thrower' version '1' takes none of these types and formats in host memory: it throws in clone";
}

void PluginEngineTest::faultsWhileBuildingAreNamed() {
    QFETCH(QString, where);
    QFETCH(QString, text);
    const auto table = tableWith({"odd_plugins"});
    const auto imported = import(modelOf(13, "g (float[4] x) => (float[4] y) { y = Thrower <where=\"" + where.toStdString() + "\"> (x) }"), table.get());
    QCOMPARE(onnx_tests::problemsOf(imported), std::string("ok"));
    BuildOptions options;
    options.threads = 1;
    const auto built = buildEngine(imported->network, options, {}, {});
    QVERIFY(built);
    const auto refused = std::ranges::find(built->record.layers.front().candidates, std::string("plugin.cpu.library"), &CandidateRecord::tactic);
    QVERIFY(refused != built->record.layers.front().candidates.end());
    QCOMPARE(QString::fromStdString(refused->verdict.sentence), text);
}

void PluginEngineTest::faultsAtRunTimeAreNamed() {
    const auto table = tableWith({"odd_plugins"});
    const std::pair<const char*, const char*> rows[] = {{"enqueue", "it throws in enqueue"}, {"status", "its enqueue() reported a failure"}};
    for (const auto& [where, why] : rows) {
        const auto imported = import(modelOf(13, "g (float[4] x) => (float[4] y) { y = Thrower <where=\"" + std::string(where) + "\"> (x) }"), table.get());
        QCOMPARE(onnx_tests::problemsOf(imported), std::string("ok"));
        BuildOptions options;
        options.threads = 1;
        options.selection.optimizationLevel = 0;  // nothing is run while building
        const auto built = buildEngine(imported->network, options, {}, {});
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        const auto y = run(built->engine, std::vector<float>{1, 2, 3, 4});
        QVERIFY(!y);
        QVERIFY(y.error().code == Code::Device);
        const std::string expected = std::string("(plugin.cpu.library): the kernel failed on device 'cpu': ") + why;
        QVERIFY2(y.error().text().find("Thrower") != std::string::npos, y.error().text().c_str());
        QVERIFY2(y.error().text().find(expected) != std::string::npos, y.error().text().c_str());
    }
}

}  // namespace planscope::plugin_tests

QTEST_GUILESS_MAIN(planscope::plugin_tests::PluginEngineTest)
#include "plugin_engine_test.moc"
