// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/network/extent.h"
#include "engine/shapes/input_checks.h"
#include "engine/shapes/open_engine.h"
#include "engine/shapes/segment_engine.h"
#include "engine/shapes/shown_engine.h"
#include "tests/engine/runtime/open_networks.h"

#include <QtTest>

namespace planscope::shapes_tests {
namespace {

using namespace runtime_tests;

Engine openEngine(const Network& network) {
    auto engine = shapes::makeOpenEngine(network, [](Network&) -> Status { return {}; });
    if (!engine) qFatal("%s", engine.error().text().c_str());
    return std::move(*engine);
}

shapes::Binding started(const Engine& engine, const Dims& dims, ConstantPtr value = nullptr) {
    std::vector<shapes::InputExtents> inputs{{dims, nullptr}};
    if (value) inputs.push_back({value->dims(), value});
    return shapes::startBinding(engine, inputs);
}

std::vector<std::string> namesOf(const Engine& engine, std::span<const std::uint32_t> steps) {
    std::vector<std::string> out;
    for (const std::uint32_t step : steps) out.push_back(engine.steps[step].name);
    return out;
}

using Names = std::vector<std::string>;

}  // namespace

class BindingTest : public QObject {
    Q_OBJECT
private slots:
    void onlyOpenNetworksAreOpen();
    void shapeArithmeticHappensOnTheHost();
    void valuesOfTheDeviceEndASegment();
    void extentsOfDataEndASegment();
    void reportedExtentsAreChecked();
    void estimatesTakeBounds();
    void inputsThatDecideShapesAreFound();
    void segmentsAreStaticEngines();
    void shownEnginesLeaveNothingOut();
    void profilesAreCompleted();
    void wrongProfilesAreRefused_data();
    void wrongProfilesAreRefused();
};

void BindingTest::onlyOpenNetworksAreOpen() {
    QVERIFY(shapes::isOpen(imageNetwork(extent::named("batch"), 16)));
    QVERIFY(!shapes::isOpen(imageNetwork(2, 16)));
    QVERIFY(shapes::isOpen(positivesNetwork(10)));  // its inputs are fixed, what it finds is not
}

void BindingTest::shapeArithmeticHappensOnTheHost() {
    const Engine engine = openEngine(imageNetwork(extent::named("batch"), extent::named("side")));
    shapes::Binding binding = started(engine, {2, 3, 10, 10});
    const auto segment = shapes::bindSegment(engine, shapes::usesOf(engine), binding);
    QVERIFY2(segment, segment ? "" : segment.error().text().c_str());
    QVERIFY((namesOf(engine, segment->steps) == Names{"conv", "relu", "pool", "flat", "soft"}));
    QCOMPARE(segment->last, static_cast<std::uint32_t>(engine.steps.size()));
    QVERIFY(segment->reads.empty() && !segment->control);
    QCOMPARE(segment->known.size(), 1U);  // the shape is an output
    const ConstantPtr shape = binding.tensors[segment->known[0]].value;
    QVERIFY(std::ranges::equal(shape->ints(), std::vector<std::int32_t>{2, 16, 5, 5}));
}

void BindingTest::valuesOfTheDeviceEndASegment() {
    const Engine engine = openEngine(dividedNetwork(120));
    const shapes::TensorUses uses = shapes::usesOf(engine);
    shapes::Binding binding = started(engine, {120});
    const auto first = shapes::bindSegment(engine, uses, binding);
    QVERIFY2(first, first ? "" : first.error().text().c_str());
    QVERIFY((namesOf(engine, first->steps) == Names{"most", "rows", "dims"}));
    QCOMPARE(first->reads.size(), 1U);
    const std::vector<std::int32_t> dims{6, -1};
    const std::vector<ConstantPtr> read{Constant::ofInts({2}, dims)};
    QVERIFY(shapes::enterReads(engine, uses, *first, read, binding).has_value());
    const auto second = shapes::bindSegment(engine, uses, binding);
    QVERIFY2(second, second ? "" : second.error().text().c_str());
    QVERIFY((namesOf(engine, second->steps) == Names{"reshape", "relu"}));
    QVERIFY((binding.tensors[engine.outputs[0].tensor].dims == Dims{6, 20}));
}

void BindingTest::extentsOfDataEndASegment() {
    const Engine engine = openEngine(positivesNetwork(extent::named("elements")));
    const shapes::TensorUses uses = shapes::usesOf(engine);
    shapes::Binding binding = started(engine, {30});
    const auto first = shapes::bindSegment(engine, uses, binding);
    QVERIFY2(first, first ? "" : first.error().text().c_str());
    QVERIFY((namesOf(engine, first->steps) == Names{"positives"}));
    const std::uint32_t found = engine.steps[0].outputs[0];
    QVERIFY(!binding.tensors[found].isSized() && binding.tensors[found].bound == Dims{30});
    const std::int32_t count = 7;
    const std::vector<ConstantPtr> read{Constant::ofInts({1}, std::span(&count, 1))};
    QVERIFY(shapes::enterReads(engine, uses, *first, read, binding).has_value());
    const auto second = shapes::bindSegment(engine, uses, binding);
    QVERIFY2(second, second ? "" : second.error().text().c_str());
    QVERIFY(binding.tensors[found].dims == Dims{7} && binding.tensors[engine.outputs[0].tensor].dims == Dims{7});
}

void BindingTest::reportedExtentsAreChecked() {
    const Engine engine = openEngine(positivesNetwork(30));
    const shapes::TensorUses uses = shapes::usesOf(engine);
    for (const std::int32_t count : {31, -1}) {
        shapes::Binding binding = started(engine, {30});
        const auto segment = shapes::bindSegment(engine, uses, binding);
        const std::vector<ConstantPtr> read{Constant::ofInts({1}, std::span(&count, 1))};
        const Status status = shapes::enterReads(engine, uses, *segment, read, binding);
        QVERIFY(!status && status.error().code == Code::Value);
        const QString expected = QStringLiteral("step 'positives' reports %1 elements on axis 0 of 'positives_output', it can have at most 30");
        QCOMPARE(QString::fromStdString(status.error().message), expected.arg(count));
    }
}

void BindingTest::estimatesTakeBounds() {
    const Engine engine = openEngine(positivesNetwork(extent::named("elements")));
    shapes::Binding binding = started(engine, {30});
    const auto steps = shapes::bindEstimate(engine, binding);
    QVERIFY2(steps, steps ? "" : steps.error().text().c_str());
    QVERIFY((namesOf(engine, *steps) == Names{"positives", "double", "total"}));
    const shapes::BoundTensor& doubled = binding.tensors[engine.outputs[0].tensor];
    QVERIFY(doubled.dims == Dims{30} && doubled.isEstimate);
}

void BindingTest::inputsThatDecideShapesAreFound() {
    QVERIFY((shapes::usesOf(openEngine(reshapeNetwork(12))).decidesShapes == std::vector<bool>{false, true}));
    QVERIFY((shapes::usesOf(openEngine(dividedNetwork(120))).decidesShapes == std::vector<bool>{false}));  // 120 elements are no list of extents
}

void BindingTest::segmentsAreStaticEngines() {
    const Engine engine = openEngine(imageNetwork(extent::named("batch"), extent::named("side")));
    const shapes::TensorUses uses = shapes::usesOf(engine);
    shapes::Binding binding = started(engine, {2, 3, 10, 10});
    const auto segment = shapes::bindSegment(engine, uses, binding);
    const auto made = shapes::makeSegmentEngine(engine, uses, *segment, binding, 0, *testDevice());
    QVERIFY2(made, made ? "" : made.error().text().c_str());
    QVERIFY(!made->engine.isOpen && made->engine.arenaBytes > 0);
    for (const EngineTensor& tensor : made->engine.tensors) QVERIFY2(tensor.dims.isStatic(), tensor.name.c_str());
    QCOMPARE(made->inputs.size(), 1U);
    QCOMPARE(made->outputs.size(), 2U);
    QCOMPARE(made->engine.threads, 1);
}

/// What waits for a value of the device is shown behind what does not, with its extents open.
void BindingTest::shownEnginesLeaveNothingOut() {
    Engine engine = openEngine(dividedNetwork(120));
    engine.deviceId = "cpu";
    engine.profiles = {{{{"x", {120}, {120}, {120}}}}};
    const auto shown = shapes::shownEngine(engine, 0, *testDevice());
    QVERIFY2(shown, shown ? "" : shown.error().text().c_str());
    Names names, all;
    for (const EngineStep& step : shown->steps) names.push_back(step.name);
    for (const EngineStep& step : engine.steps) all.push_back(step.name);
    QVERIFY(names == all);
    QVERIFY(!shown->isOpen && shown->profiles.size() == 1);
    QCOMPARE(shown->inputs.size(), engine.inputs.size());
    QCOMPARE(shown->outputs.size(), engine.outputs.size());
    const EngineTensor& output = shown->tensors[shown->outputs.front().tensor];
    QVERIFY(output.placement == Placement::Output && !output.dims.isStatic());
    for (const EngineStep& step : shown->steps)  // every input is written before or given
        for (const std::uint32_t t : step.inputs) QVERIFY(t < shown->tensors.size());
    QVERIFY(!shapes::shownEngine(engine, 1, *testDevice()));
}

void BindingTest::profilesAreCompleted() {
    const Engine engine = openEngine(reshapeNetwork(12));
    const auto profile = shapes::completeProfile(engine, {{{"dims", {2}, {2}, {2}, {1, 1}, {3, 4}, {6, 12}}}}, 0);
    QVERIFY2(profile, profile ? "" : profile.error().text().c_str());
    QCOMPARE(profile->inputs.size(), 2U);
    QVERIFY(profile->inputs[0] == (InputRange{"x", {12}, {12}, {12}}));
    QCOMPARE(profile->inputs[1].maxValues.at(1), 12);
}

void BindingTest::wrongProfilesAreRefused_data() {
    QTest::addColumn<void*>("profile");
    QTest::addColumn<QString>("text");
    using Make = OptimizationProfile (*)();
    const auto row = [](const char* name, Make make, const char* text) { QTest::newRow(name) << reinterpret_cast<void*>(make) << QString(text); };
    row("missing", [] { return OptimizationProfile{}; }, "profile 3: it says nothing of input 'a', whose shape ?x4 is open");
    row("unknown", [] { return OptimizationProfile{{{"c", {1}, {1}, {1}}}}; }, "profile 3: it names 'c', which is no input of the model");
    row("falls", [] { return OptimizationProfile{{{"a", {3, 4}, {2, 4}, {9, 4}}}}; },
        "profile 3: input 'a' axis 0 has min 3, opt 2, max 9; they must not fall");
    row("fixed", [] { return OptimizationProfile{{{"a", {1, 5}, {2, 5}, {9, 5}}}}; }, "profile 3: input 'a' axis 1 is 5; it is always 4");
    row("ties", [] { return OptimizationProfile{{{"a", {1, 4}, {2, 4}, {9, 4}}, {"b", {1, 4}, {2, 4}, {8, 4}}}}; },
        "profile 3, max: input 'a' axis 0 (9) and input 'b' axis 0 (8) must be equal: both are 'rows'");
}

void BindingTest::wrongProfilesAreRefused() {
    QFETCH(void*, profile);
    QFETCH(QString, text);
    const Engine engine = openEngine(sumNetwork(extent::named("rows"), extent::named("rows")));
    const auto completed = shapes::completeProfile(engine, reinterpret_cast<OptimizationProfile (*)()>(profile)(), 3);
    QVERIFY(!completed);
    QCOMPARE(QString::fromStdString(completed.error().text()), text);
}

}  // namespace planscope::shapes_tests

QTEST_APPLESS_MAIN(planscope::shapes_tests::BindingTest)
#include "binding_test.moc"
