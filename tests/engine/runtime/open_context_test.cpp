// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/builder/open_build.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/runtime/standard/loaded_open_engine.h"
#include "engine/runtime/standard/open_context.h"
#include "engine/runtime/standard/segment_tree.h"
#include "tests/engine/runtime/open_networks.h"

#include <QtTest>

#include <cmath>

namespace planscope::runtime_tests {
namespace {

const std::int64_t kBatch = extent::named("batch"), kSide = extent::named("side"), kRows = extent::named("rows");

using Context = std::unique_ptr<OpenContext>;

Engine built(const Network& network, std::vector<OptimizationProfile> profiles) {
    TimingCache cache;
    auto selection = buildOpenEngine(network, *testDevice(), profiles, {.optimizationLevel = 1}, cache, {}, {}, [](Network&) -> Status { return {}; });
    if (!selection) qFatal("%s", selection.error().text().c_str());
    return std::move(selection->engine);
}

Context contextOf(Engine engine, std::size_t profile = 0) {
    auto loaded = loadOpenEngine(std::move(engine), testDevice());
    if (!loaded) qFatal("%s", loaded.error().text().c_str());
    auto context = OpenContext::create(*loaded, {.profile = profile});
    if (!context) qFatal("%s", context.error().text().c_str());
    return std::move(*context);
}

OptimizationProfile imageProfile() { return {{{"x", {1, 3, 8, 8}, {2, 3, 16, 16}, {8, 3, 40, 40}}}}; }

ConstantPtr floats(const Dims& dims) { return Constant::ofFloats(dims, ramp(static_cast<std::size_t>(dims.volume()))); }

std::string bindAll(OpenContext& context, std::span<const ConstantPtr> inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Status shaped = context.setInputShape(context.engine().inputs[i].name, inputs[i]->dims());
        if (!shaped) return shaped.error().text();
        const Status set = context.setInput(static_cast<int>(i), inputs[i]->bytes());
        if (!set) return set.error().text();
    }
    return {};
}

/// Runs and compares all outputs with those of the same layers at fixed shapes; an empty text if all is well.
std::string compare(OpenContext& context, const Network& reference, std::span<const ConstantPtr> inputs) {
    if (const std::string problem = bindAll(context, inputs); !problem.empty()) return problem;
    const Status ran = context.run();
    if (!ran) return ran.error().text();
    const auto expected = evaluateNetwork(reference, inputs);
    if (!expected) return expected.error().text();
    for (std::size_t i = 0; i < expected->size(); ++i) {
        const Constant& want = *(*expected)[i];
        if (!(context.outputDims(static_cast<int>(i)) == want.dims())) return "output " + std::to_string(i) + " has other dims";
        std::vector<std::byte> bytes(want.bytes().size());
        if (const Status read = context.readOutput(static_cast<int>(i), bytes); !read) return read.error().text();
        if (want.type() != DataType::Float) {
            if (!std::ranges::equal(bytes, want.bytes())) return "output " + std::to_string(i) + " differs";
            continue;
        }
        const ConstantPtr actual = Constant::own(want.type(), want.dims(), std::move(bytes));
        for (std::size_t k = 0; k < want.floats().size(); ++k)  // sums of 27 products in another order
            if (std::abs(actual->floats()[k] - want.floats()[k]) > 1e-5F * (1 + std::abs(want.floats()[k])))
                return "output " + std::to_string(i) + " element " + std::to_string(k) + " differs";
    }
    return {};
}

}  // namespace

class OpenContextTest : public QObject {
    Q_OBJECT
private slots:
    void oneEngineRunsEveryShape();
    void shapesSeenBeforeAreNotBoundAgain();
    void oldShapesGiveWay();
    void secondProfileIsAnother();
    void refusesWhatTheProfileDoesNotAllow_data();
    void refusesWhatTheProfileDoesNotAllow();
    void tiedExtentsMustAgree();
    void valuesOfInputsDecideShapes();
    void valuesOfTheDeviceDecideShapes();
    void dataDecidesExtents();
    void profilerSeesTheExecutedSteps();
};

void OpenContextTest::oneEngineRunsEveryShape() {
    const Context context = contextOf(built(imageNetwork(kBatch, kSide), {imageProfile()}));
    QVERIFY((context->inputDims(0) == Dims{2, 3, 16, 16}));
    QVERIFY((context->outputDims(0) == Dims{8, 16 * 20 * 20}));  // the largest, before the first run
    for (const auto& [batch, side] : {std::pair<int, int>{2, 16}, {1, 8}, {8, 40}, {3, 17}, {2, 16}}) {
        const std::vector<ConstantPtr> inputs{floats({batch, 3, side, side})};
        const std::string problem = compare(*context, imageNetwork(batch, side), inputs);
        QVERIFY2(problem.empty(), problem.c_str());
    }
}

void OpenContextTest::shapesSeenBeforeAreNotBoundAgain() {
    const Context context = contextOf(built(imageNetwork(kBatch, kSide), {imageProfile()}));
    for (int i = 0; i < 3; ++i)
        for (const int side : {8, 12, 20}) {
            const std::vector<ConstantPtr> inputs{floats({1, 3, side, side})};
            QCOMPARE(bindAll(*context, inputs), std::string());
            QVERIFY(context->run().has_value());
        }
    QCOMPARE(context->segmentCount(), 3U);
}

void OpenContextTest::oldShapesGiveWay() {
    const Context context = contextOf(built(imageNetwork(kBatch, kSide), {imageProfile()}));
    for (int side = 8; side <= 40; ++side) {
        const std::vector<ConstantPtr> inputs{floats({1, 3, side, side})};
        const std::string problem = compare(*context, imageNetwork(1, side), inputs);
        QVERIFY2(problem.empty(), problem.c_str());
    }
    QCOMPARE(context->segmentCount(), SegmentTree::Limits().shapes);
    const std::vector<ConstantPtr> first{floats({1, 3, 8, 8})};
    const std::string problem = compare(*context, imageNetwork(1, 8), first);
    QVERIFY2(problem.empty(), problem.c_str());
}

void OpenContextTest::secondProfileIsAnother() {
    const OptimizationProfile large{{{"x", {16, 3, 8, 8}, {16, 3, 8, 8}, {32, 3, 8, 8}}}};
    const Engine engine = built(imageNetwork(kBatch, kSide), {imageProfile(), large});
    for (const EngineStep& step : engine.steps) QCOMPARE(step.choices.size(), 2U);
    const Context context = contextOf(engine, 1);
    const std::vector<ConstantPtr> inputs{floats({20, 3, 8, 8})};
    const std::string problem = compare(*context, imageNetwork(20, 8), inputs);
    QVERIFY2(problem.empty(), problem.c_str());
    const auto none = OpenContext::create(*loadOpenEngine(engine, testDevice()), {.profile = 2});
    QVERIFY(!none);
    QCOMPARE(none.error().message, std::string("there is no profile 2; the engine has 2"));
}

void OpenContextTest::refusesWhatTheProfileDoesNotAllow_data() {
    QTest::addColumn<QList<int>>("dims");
    QTest::addColumn<QString>("text");
    QTest::newRow("too large") << QList<int>{1, 3, 41, 8} << "input 'x' axis 2 is 41; profile 0 allows 8 to 40";
    QTest::newRow("too small") << QList<int>{0, 3, 8, 8} << "input 'x' axis 0 is 0; profile 0 allows 1 to 8";
    QTest::newRow("fixed") << QList<int>{1, 4, 8, 8} << "input 'x' axis 1 is 4; it is always 3";
    QTest::newRow("rank") << QList<int>{1, 3, 8} << "input 'x' takes 4 dimensions (?x3x?x?), given 1x3x8";
}

void OpenContextTest::refusesWhatTheProfileDoesNotAllow() {
    QFETCH(QList<int>, dims);
    QFETCH(QString, text);
    const Context context = contextOf(built(imageNetwork(kBatch, kSide), {imageProfile()}));
    Dims asked;
    for (const int extent : dims) asked.push(extent);
    const Status status = context->setInputShape("x", asked);
    QVERIFY(!status && status.error().code == Code::Shape);
    QCOMPARE(QString::fromStdString(status.error().message), text);
    QVERIFY((context->inputDims(0) == Dims{2, 3, 16, 16}));
}

void OpenContextTest::tiedExtentsMustAgree() {
    const OptimizationProfile profile{{{"a", {1, 4}, {2, 4}, {9, 4}}, {"b", {1, 4}, {2, 4}, {9, 4}}}};
    const Context context = contextOf(built(sumNetwork(kRows, kRows), {profile}));
    const std::vector<ConstantPtr> inputs{floats({5, 4}), floats({5, 4})};
    const std::string problem = compare(*context, sumNetwork(5, 5), inputs);
    QVERIFY2(problem.empty(), problem.c_str());
    QVERIFY(context->setInputShape("b", {3, 4}).has_value());
    const Status status = context->run();
    QVERIFY(!status);
    QCOMPARE(status.error().message, std::string("input 'a' axis 0 (5) and input 'b' axis 0 (3) must be equal: both are 'rows'"));
}

void OpenContextTest::valuesOfInputsDecideShapes() {
    const OptimizationProfile profile{{{"x", {12}, {12}, {12}}, {"dims", {2}, {2}, {2}, {1, 1}, {3, 4}, {6, 12}}}};
    const Context context = contextOf(built(reshapeNetwork(12), {profile}));
    for (const auto& [rows, columns] : {std::pair<int, int>{3, 4}, {6, 2}, {1, 12}, {6, 2}}) {
        const std::vector<std::int32_t> dims{rows, columns};
        const std::vector<ConstantPtr> inputs{floats({12}), Constant::ofInts({2}, dims)};
        QCOMPARE(bindAll(*context, inputs), std::string());
        const Status ran = context->run();
        QVERIFY2(ran, ran ? "" : ran.error().text().c_str());
        QVERIFY((context->outputDims(0) == Dims{rows, columns}));
    }
    QCOMPARE(context->segmentCount(), 3U);
    const std::vector<std::int32_t> tooMany{12, 1};
    QVERIFY(context->setInput(1, std::as_bytes(std::span(tooMany))).has_value());
    const Status status = context->run();
    QVERIFY(!status);
    QCOMPARE(status.error().message, std::string("input 'dims' element 0 is 12; profile 0 allows 1 to 6"));
}

/// The largest element is computed by one segment, read, and decides the shapes of the next.
void OpenContextTest::valuesOfTheDeviceDecideShapes() {
    const Context context = contextOf(built(dividedNetwork(120), {}));
    for (const float most : {3.F, 8.F, 3.F}) {
        std::vector<float> values = ramp(120);
        values[7] = most;
        QVERIFY(context->setInput(0, std::as_bytes(std::span(values))).has_value());
        const Status ran = context->run();
        QVERIFY2(ran, ran ? "" : ran.error().text().c_str());
        QVERIFY((context->outputDims(0) == Dims{static_cast<std::int64_t>(most), 120 / static_cast<std::int64_t>(most)}));
        std::vector<float> actual(120);
        QVERIFY(context->readOutput(0, std::as_writable_bytes(std::span(actual))).has_value());
        for (std::size_t i = 0; i < 120; ++i) QCOMPARE(actual[i], std::max(values[i], 0.F));
    }
    QCOMPARE(context->segmentCount(), 3U);
    std::vector<float> odd = ramp(120);
    odd[0] = 7;
    QVERIFY(context->setInput(0, std::as_bytes(std::span(odd))).has_value());
    const Status status = context->run();
    QVERIFY(!status);
    QVERIFY2(status.error().text().find("reshape") != std::string::npos, status.error().text().c_str());
}

void OpenContextTest::dataDecidesExtents() {
    const std::int64_t open = extent::named("elements");
    const Context context = contextOf(built(positivesNetwork(open), {{{{"x", {1}, {50}, {100}}}}}));
    QVERIFY((context->outputDims(0) == Dims{100}));
    for (const int size : {50, 1, 100, 50}) {
        const ConstantPtr x = floats({size});
        const std::vector<ConstantPtr> inputs{x};
        QCOMPARE(bindAll(*context, inputs), std::string());
        const Status ran = context->run();
        QVERIFY2(ran, ran ? "" : ran.error().text().c_str());
        std::vector<float> expected;
        for (const float v : x->floats())
            if (v > 0) expected.push_back(2 * v);
        QVERIFY((context->outputDims(0) == Dims{static_cast<std::int64_t>(expected.size())}));
        std::vector<float> actual(expected.size());
        QVERIFY(context->readOutput(0, std::as_writable_bytes(std::span(actual))).has_value());
        QVERIFY(actual == expected);
        float total = -1, sum = 0;
        for (const float v : expected) sum += v;
        QVERIFY(context->readOutput(1, std::as_writable_bytes(std::span(&total, 1))).has_value());
        QVERIFY(std::abs(total - sum) <= 1e-4F);  // 50 terms below 2
        QVERIFY(context->outputDims(2) == context->outputDims(0));
    }
    QCOMPARE(context->segmentCount(), 6U);
}

void OpenContextTest::profilerSeesTheExecutedSteps() {
    const Context context = contextOf(built(dividedNetwork(120), {}));
    std::vector<float> values = ramp(120);
    values[7] = 4;
    QVERIFY(context->setInput(0, std::as_bytes(std::span(values))).has_value());
    QVERIFY(context->run().has_value());
    const Engine executed = context->executedEngine();
    QVERIFY(executed.steps.size() >= 4 && executed.outputs.size() == 1);
    QVERIFY((executed.tensors[executed.outputs[0].tensor].dims == Dims{4, 30}));
    for (const EngineTensor& tensor : executed.tensors) QVERIFY2(tensor.dims.isStatic(), tensor.name.c_str());
    StepProfiler profiler(executed.steps.size(), 5);
    for (int i = 0; i < 5; ++i) QVERIFY(context->run(&profiler).has_value());
    QCOMPARE(profiler.inferenceCount(), 5U);
    for (std::size_t i = 0; i < executed.steps.size(); ++i) QVERIFY(profiler.step(4, i).endNs >= profiler.step(4, i).beginNs);
}

}  // namespace planscope::runtime_tests

QTEST_APPLESS_MAIN(planscope::runtime_tests::OpenContextTest)
#include "open_context_test.moc"
