// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/builder/builder.h"
#include "engine/layers/activation.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/conditional.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/layer_table.h"
#include "engine/layers/loop.h"
#include "engine/layers/reduce.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/plan/plan_file.h"
#include "engine/runtime/standard/inference_context.h"
#include "tests/engine/runtime/heap_counter.h"
#include "tests/engine/runtime/open_networks.h"

#include <QtTest>
#include <fmt/format.h>

#include <cmath>

namespace planscope::runtime_tests {
namespace {

using layers::elementwise::ElementwiseKind;

TensorId add(Network& network, std::string name, const LayerDef& def, Attrs attrs, std::vector<TensorId> inputs, std::size_t output = 0) {
    const auto id = network.addLayer({.name = std::move(name), .def = &def, .attrs = std::move(attrs), .inputs = std::move(inputs)});
    if (!id) qFatal("%s", id.error().text().c_str());
    return network.layer(*id).outputs[output];
}

TensorId elementwise(Network& network, std::string name, ElementwiseKind kind, TensorId a, TensorId b) {
    return add(network, std::move(name), layers::elementwise::def, Attrs::of(layers::elementwise::Attrs{kind}), {a, b});
}

TensorId joined(Network& network, std::string name, std::vector<TensorId> inputs, int axis) {
    return add(network, std::move(name), layers::concatenation::def, Attrs::of(layers::concatenation::Attrs{axis}), std::move(inputs));
}

Body bodyOf(Network network) { return {std::make_shared<const Network>(std::move(network))}; }

ConstantPtr flag(bool value) { return Constant::of<bool>(DataType::Bool, {}, std::span(&value, 1)); }
ConstantPtr number(std::int32_t value) { return Constant::ofInts({}, std::span(&value, 1)); }
ConstantPtr floats(const Dims& dims) { return Constant::ofFloats(dims, ramp(static_cast<std::size_t>(dims.volume()))); }

/// then: relu(x); else: x twice, one behind the other.
layers::conditional::Attrs branches(const Dims& dims) {
    Network relu, twice;
    relu.name = "relu", twice.name = "twice";
    const TensorId a = relu.addInput("a", DataType::Float, dims), b = twice.addInput("b", DataType::Float, dims);
    relu.markOutput("r", add(relu, "relu", layers::activation::def, Attrs::of(layers::activation::Attrs{}), {a}));
    twice.markOutput("t", joined(twice, "twice", {b, b}, 0));
    return {bodyOf(std::move(relu)), bodyOf(std::move(twice))};
}

Network conditionalNetwork(std::int64_t rows) {
    Network network;
    network.name = "conditional";
    const TensorId condition = network.addInput("condition", DataType::Bool, {});
    const TensorId x = network.addInput("x", DataType::Float, {rows, 4});
    const TensorId y = add(network, "if", layers::conditional::def, Attrs::of(branches({rows, 4})), {condition, x});
    network.markOutput("y", elementwise(network, "double", ElementwiseKind::Sum, y, y));
    return network;
}

/// Each iteration: grown = grown with x behind it; slice = x + iteration's scanned row; and the sum of all rows so far.
Network loopNetwork(std::int64_t rows, std::int64_t steps, bool isReversed) {
    const std::int64_t growing = layers::loop::changingExtent("body", 0, 0);
    Network body;
    body.name = "body";
    body.addInput("iteration", DataType::Int32, {});
    const TensorId grown = body.addInput("grown", DataType::Float, {growing, 4});
    const TensorId total = body.addInput("total", DataType::Float, {4});
    const TensorId row = body.addInput("row", DataType::Float, {4});
    const TensorId x = body.addInput("x", DataType::Float, {rows, 4});
    const TensorId sum = elementwise(body, "add", ElementwiseKind::Sum, total, row);
    body.markOutput("grown", joined(body, "grow", {grown, x}, 0));
    body.markOutput("total", sum);
    body.markOutput("running", sum);

    Network network;
    network.name = "loop";
    const TensorId limit = network.addInput("limit", DataType::Int32, {});
    const TensorId go = network.addConstant("go", flag(true));
    const TensorId data = network.addInput("x", DataType::Float, {rows, 4});
    const TensorId scanned = network.addInput("scanned", DataType::Float, {4, steps});
    const TensorId zero = network.addConstant("zero", Constant::ofFloats({4}, std::vector<float>(4)));
    layers::loop::Attrs attrs;
    attrs.body = bodyOf(std::move(body));
    attrs.carried = 2;
    attrs.inputAxes = {1};
    attrs.inputsReversed = {isReversed};
    attrs.outputAxes = {1};
    attrs.outputsReversed = {isReversed};
    const auto id = network.addLayer({.name = "loop", .def = &layers::loop::def, .attrs = Attrs::of(attrs), .inputs = {limit, go, data, zero, scanned, data}});
    if (!id) qFatal("%s", id.error().text().c_str());
    for (const TensorId output : network.layer(*id).outputs) network.markOutput(network.tensor(output).name, output);
    return network;
}

/// Doubles x while its sum stays below `limit`, each time through a conditional whose branches do the same.
Network nestedNetwork() {
    Network same;
    same.name = "same";
    const TensorId a = same.addInput("a", DataType::Float, {4});
    same.markOutput("s", elementwise(same, "twice", ElementwiseKind::Sum, a, a));
    const Body branch = bodyOf(std::move(same));

    Network body;
    body.name = "body";
    body.addInput("iteration", DataType::Int32, {});
    const TensorId x = body.addInput("x", DataType::Float, {4});
    const TensorId limit = body.addInput("limit", DataType::Float, {});
    const TensorId sum = add(body, "sum", layers::reduce::def, Attrs::of(layers::reduce::Attrs{.axes = 1}), {x});
    const TensorId isBelow = elementwise(body, "below", ElementwiseKind::Less, sum, limit);
    const TensorId doubled = add(body, "if", layers::conditional::def, Attrs::of(layers::conditional::Attrs{branch, branch}), {isBelow, x});
    body.markOutput("goes on", isBelow);
    body.markOutput("x", doubled);

    Network network;
    network.name = "nested";
    const TensorId start = network.addInput("x", DataType::Float, {4});
    const TensorId most = network.addInput("limit", DataType::Float, {});
    const std::int32_t none = layers::loop::kNoTripCount;
    const TensorId count = network.addConstant("count", number(none)), go = network.addConstant("go", flag(true));
    layers::loop::Attrs attrs;
    attrs.body = bodyOf(std::move(body));
    attrs.condition = true;
    attrs.carried = 1;
    network.markOutput("y", add(network, "loop", layers::loop::def, Attrs::of(attrs), {count, go, start, most}));
    return network;
}

/// The built engine after a round through a plan's bytes.
std::unique_ptr<InferenceContext> contextOf(const Network& network, const OptimizationProfile& profile, const ContextOptions& contextOptions = {}) {
    BuildOptions options;
    options.threads = 1;
    options.selection.optimizationLevel = 1;
    options.profiles = {profile};
    auto built = buildEngine(network, options, {}, {});
    if (!built) qFatal("%s", built.error().text().c_str());
    const auto bytes = std::make_shared<const std::vector<std::byte>>(serializePlan(built->engine));
    auto plan = parsePlan(*bytes, bytes, layers::table());
    if (!plan) qFatal("%s", plan.error().text().c_str());
    auto context = makeContext(std::move(plan->engine), *openDevice("cpu", 1), contextOptions);
    if (!context) qFatal("%s", context.error().text().c_str());
    return std::move(*context);
}

std::string compare(InferenceContext& context, const Network& reference, std::span<const ConstantPtr> inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (const Status shaped = context.setInputShape(context.engine().inputs[i].name, inputs[i]->dims()); !shaped) return shaped.error().text();
        if (const Status set = context.setInput(static_cast<int>(i), inputs[i]->bytes()); !set) return set.error().text();
    }
    if (const Status ran = context.run(); !ran) return ran.error().text();
    const auto expected = evaluateNetwork(reference, inputs);
    if (!expected) return expected.error().text();
    for (std::size_t i = 0; i < expected->size(); ++i) {
        const Constant& want = *(*expected)[i];
        if (!(context.outputDims(static_cast<int>(i)) == want.dims())) return "output " + std::to_string(i) + " has other dims";
        std::vector<float> actual(want.floats().size());
        if (const Status read = context.readOutput(static_cast<int>(i), std::as_writable_bytes(std::span(actual))); !read) return read.error().text();
        for (std::size_t k = 0; k < actual.size(); ++k)  // a few additions in the same order
            if (std::abs(actual[k] - want.floats()[k]) > 1e-6F * (1 + std::abs(want.floats()[k])))
                return "output " + std::to_string(i) + " element " + std::to_string(k) + " differs";
    }
    return {};
}

}  // namespace

class ControlFlowTest : public QObject {
    Q_OBJECT
private slots:
    void conditionalRunsOneBranch();
    void loopCarriesScansAndGrows_data();
    void loopCarriesScansAndGrows();
    void bodiesNest();
    void endlessLoopsEnd_data();
    void endlessLoopsEnd();
    void shapesOfManyIterationsAreKept();
};

void ControlFlowTest::conditionalRunsOneBranch() {
    const auto context = contextOf(conditionalNetwork(extent::named("rows")), {{{"x", {1, 4}, {3, 4}, {9, 4}}}});
    for (const auto& [rows, condition] : {std::pair<int, bool>{3, true}, {3, false}, {5, false}, {3, true}}) {
        const std::vector<ConstantPtr> inputs{flag(condition), floats({rows, 4})};
        const std::string problem = compare(*context, conditionalNetwork(rows), inputs);
        QVERIFY2(problem.empty(), problem.c_str());
    }
}

void ControlFlowTest::loopCarriesScansAndGrows_data() {
    QTest::addColumn<bool>("reversed");
    QTest::newRow("forwards") << false;
    QTest::newRow("backwards") << true;
}

void ControlFlowTest::loopCarriesScansAndGrows() {
    QFETCH(bool, reversed);
    const std::int64_t rows = extent::named("rows"), steps = extent::named("steps");
    const OptimizationProfile profile{{{"x", {1, 4}, {2, 4}, {9, 4}}, {"scanned", {4, 0}, {4, 3}, {4, 9}}}};
    const auto context = contextOf(loopNetwork(rows, steps, reversed), profile);
    for (const auto& [count, slices, limit] : {std::tuple<int, int, int>{2, 3, 9}, {2, 3, 2}, {4, 7, 9}, {2, 3, 9}, {2, 3, 0}}) {
        const std::vector<ConstantPtr> inputs{number(limit), floats({count, 4}), floats({4, slices})};
        const std::string problem = compare(*context, loopNetwork(count, slices, reversed), inputs);
        QVERIFY2(problem.empty(), problem.c_str());
    }
}

void ControlFlowTest::bodiesNest() {
    const auto context = contextOf(nestedNetwork(), {});
    const std::vector<float> start{1, 2, 0.5F, 3};
    for (const float limit : {0.F, 100.F, 5000.F}) {
        const std::vector<ConstantPtr> inputs{Constant::ofFloats({4}, start), Constant::ofFloats({}, std::span(&limit, 1))};
        const std::string problem = compare(*context, nestedNetwork(), inputs);
        QVERIFY2(problem.empty(), problem.c_str());
    }
}

void ControlFlowTest::endlessLoopsEnd_data() {
    QTest::addColumn<qint64>("limit");
    QTest::newRow("by default") << qint64{ContextOptions().maxLoopIterations};
    QTest::newRow("after ten") << qint64{10};
}

void ControlFlowTest::endlessLoopsEnd() {
    QFETCH(const qint64, limit);
    const auto context = contextOf(nestedNetwork(), {}, {.maxLoopIterations = limit});
    const std::vector<float> start(4);
    const float most = 1;
    QVERIFY(context->setInput(0, std::as_bytes(std::span(start))).has_value());
    QVERIFY(context->setInput(1, std::as_bytes(std::span(&most, 1))).has_value());
    const Status status = context->run();
    QVERIFY(!status && status.error().code == Code::Limit);
    QCOMPARE(status.error().text(),
             fmt::format("step 'loop': the loop has not ended after {} iterations, which is the limit (--maxLoopIterations)", limit));
}

/// A value that grows by a row per iteration has another shape in each.
void ControlFlowTest::shapesOfManyIterationsAreKept() {
    constexpr std::int64_t kIterations = 200;
    const std::int64_t rows = extent::named("rows"), steps = extent::named("steps");
    const OptimizationProfile profile{{{"x", {1, 4}, {1, 4}, {9, 4}}, {"scanned", {4, 0}, {4, 3}, {4, kIterations}}}};
    const auto context = contextOf(loopNetwork(rows, steps, false), profile);
    const std::vector<ConstantPtr> inputs{number(INT32_MAX), floats({1, 4}), floats({4, kIterations})};
    QCOMPARE(compare(*context, loopNetwork(1, kIterations, false), inputs), std::string());
    QElapsedTimer timer;
    HeapCounter counter;
    timer.start();
    if (HeapCounter::works()) counter.start();
    const bool ran = context->run().has_value();
    if (HeapCounter::works()) counter.stop();
    qInfo("%lld iterations of shapes seen before: %lld us", static_cast<long long>(kIterations), static_cast<long long>(timer.nsecsElapsed() / 1000));
    QVERIFY(ran);
    // Binding one shape takes dozens of allocations; growing buffers takes one each time they double.
    if (HeapCounter::works()) QVERIFY2(counter.own() < kIterations, qPrintable(QString::number(counter.own()) + " allocations"));
}

}  // namespace planscope::runtime_tests

QTEST_APPLESS_MAIN(planscope::runtime_tests::ControlFlowTest)
#include "control_flow_test.moc"
