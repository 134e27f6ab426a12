// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/snapshots.h"
#include "engine/inspect/step_facts.h"
#include "engine/inspect/weight_statistics.h"
#include "engine/layers/layer_table.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/elementwise.h"
#include "tests/engine/inspect/sample_engine.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace planscope;
using namespace planscope::inspect;
using namespace planscope::inspect_tests;

namespace {

std::string rowOf(const GraphNode& node, std::string_view group, std::string_view name) {
    for (const Property& row : node.properties)
        if (row.group == group && row.name == name) return row.value;
    return "(none)";
}

/// Laws that every snapshot keeps: indices inside, producers before consumers, both sides of an edge agree.
void checkGraph(const GraphSnapshot& graph) {
    for (std::int32_t n = 0; n < static_cast<std::int32_t>(graph.nodes.size()); ++n) {
        for (const std::int32_t v : graph.nodes[static_cast<std::size_t>(n)].inputs) {
            const GraphValue& value = graph.values.at(static_cast<std::size_t>(v));
            QVERIFY(value.producer < n);
            QVERIFY(std::ranges::count(value.consumers, n) == 1);
        }
        for (const std::int32_t v : graph.nodes[static_cast<std::size_t>(n)].outputs)
            QCOMPARE(graph.values.at(static_cast<std::size_t>(v)).producer, n);
    }
}

}  // namespace

class SnapshotsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void importedGraphHasOneNodePerOrigin();
    void layersOfOneOriginAreOneNode();
    void engineGraphShowsSteps();
    void profileFollowsRecordAndTimes();
    void recordedStatuses();
    void memoryCountsSharedStorageOnce();
    void weightFigures();
};

void SnapshotsTest::importedGraphHasOneNodePerOrigin() {
    const GraphSnapshotPtr graph = makeImportedGraph(sampleNetwork());
    checkGraph(*graph);
    QCOMPARE(graph->nodes.size(), std::size_t{4});
    QCOMPARE(graph->nodes[0].category, inspect::Category::Input);
    QCOMPARE(graph->nodes[1].op, std::string("Conv"));
    QCOMPARE(graph->nodes[1].name, std::string("Conv_0"));
    QCOMPARE(graph->nodes[1].category, inspect::Category::Convolution);
    QCOMPARE(graph->nodes[2].op, std::string("ReduceMean"));
    QCOMPARE(graph->nodes[3].name, std::string("out"));
    QCOMPARE(rowOf(graph->nodes[1], "Attributes", "prePadding"), std::string("[1,1]"));
    QVERIFY(rowOf(graph->nodes[1], "Weights", "w").starts_with("min 0.25, max 0.25, mean 0.25, std 0, zeros 0.0 %"));
    QCOMPARE(rowOf(graph->nodes[1], "Outputs", "y"), std::string("f32 1x16x8x8, 4.0 KiB"));
    QCOMPARE(rowOf(graph->nodes[1], "ONNX nodes", "Conv"), std::string("Conv_0"));
}

void SnapshotsTest::layersOfOneOriginAreOneNode() {
    Network network;
    const OriginId gemm = network.addOrigin({"Gemm_0", "Gemm"});
    const TensorId x = network.addInput("x", DataType::Float, {2, 3});
    const TensorId w = network.addConstant("w", Constant::ofFloats({3, 4}, std::vector<float>(12, 1.0F)));
    const TensorId b = network.addConstant("b", Constant::ofFloats({1, 4}, std::vector<float>(4, 1.0F)));
    const auto product = network.addLayer({.name = "p", .def = &layers::matrix_multiply::def, .attrs = Attrs::of(layers::matrix_multiply::Attrs{}), .inputs = {x, w}, .origins = {gemm}});
    QVERIFY(product);
    const auto sum = network.addLayer({.name = "s", .def = &layers::elementwise::def, .attrs = Attrs::of(layers::elementwise::Attrs{}),
                                       .inputs = {network.layer(*product).outputs.front(), b}, .origins = {gemm}});
    QVERIFY(sum);
    network.markOutput("y", network.layer(*sum).outputs.front());
    const GraphSnapshotPtr graph = makeImportedGraph(network);
    checkGraph(*graph);
    QCOMPARE(graph->nodes.size(), std::size_t{3});
    QCOMPARE(graph->nodes[1].op, std::string("Gemm"));
    QCOMPARE(graph->nodes[1].category, inspect::Category::MatrixMultiply);
    QCOMPARE(graph->nodes[1].inputs.size(), std::size_t{3});
    QCOMPARE(graph->nodes[1].outputs.size(), std::size_t{1});  // the product stays inside
    QCOMPARE(rowOf(graph->nodes[1], "Attributes (matrix_multiply)", "opA"), std::string("none"));
    QCOMPARE(rowOf(graph->nodes[1], "Weights", "b"), std::string("[1, 1, 1, 1]"));
}

void SnapshotsTest::engineGraphShowsSteps() {
    ProfileSnapshot profile;
    profile.layers.resize(3);
    profile.layers[0].medianNs = 1234;
    profile.layers[0].share = 0.5;
    const GraphSnapshotPtr graph = makeEngineGraph(sampleEngine(), &profile);
    checkGraph(*graph);
    QCOMPARE(graph->nodes.size(), std::size_t{5});
    const GraphNode& conv = graph->nodes[1];
    QCOMPARE(conv.op, std::string("convolution"));
    QCOMPARE(conv.swallowed, std::vector<std::string>{"Relu"});
    QCOMPARE(conv.tactic, std::string("convolution.cpu.onednn"));
    QCOMPARE(conv.timeNs, 1234.0);
    QCOMPARE(conv.step, 0);
    QCOMPARE(rowOf(conv, "Execution", "Formats"), std::string("linear → nchw8c"));
    QCOMPARE(rowOf(conv, "Attributes", "epilogue"), std::string("relu(i0)"));
    QCOMPARE(graph->nodes[2].category, inspect::Category::Reformat);
    QCOMPARE(graph->values[2].format, std::string("nchw8c"));
    QVERIFY(graph->values[1].isConstant);
    QCOMPARE(makeEngineGraph(sampleEngine(), nullptr)->nodes[1].timeNs, -1.0);
}

void SnapshotsTest::profileFollowsRecordAndTimes() {
    const Engine engine = sampleEngine();
    const BuildRecord record = sampleRecord();
    StepProfiler profiler(3, 4);
    for (int i = 0; i < 4; ++i) {
        profiler.beginInference();
        for (std::size_t s = 0; s < 3; ++s) profiler.stepBoundary(s);
        profiler.endInference();
    }
    const double latencies[] = {3e6, 1e6, 2e6};
    const ProfileSnapshotPtr profile = makeProfile({.engine = &engine, .record = &record, .profiler = &profiler, .latenciesNs = latencies, .model = "m.onnx", .deviceDescription = "d"});
    QCOMPARE(profile->layers.size(), std::size_t{3});
    QCOMPARE(profile->candidates.size(), std::size_t{3});
    QCOMPARE(profile->lanes.size(), std::size_t{2});
    QCOMPARE(profile->lanes[1].slices.size(), std::size_t{12});
    QCOMPARE(profile->lanes[0].slices.size(), std::size_t{4});
    QCOMPARE(profile->layers[0].flops, 2.0 * 16 * 64 * 36 + 16 * 64);  // multiply-adds, then one ReLU per element
    double shares = 0, sum = 0;
    for (const LayerRow& row : profile->layers) {
        QVERIFY(row.medianNs >= row.minNs && row.p95Ns >= row.medianNs);
        shares += std::max(0.0, row.share);
        sum += row.medianNs;
    }
    QVERIFY(sum == 0 || std::abs(shares - 1) < 1e-9);
    std::vector<double> sums;
    for (std::size_t i = 0; i < 4; ++i) {
        double total = 0;
        for (std::size_t s = 0; s < 3; ++s) total += static_cast<double>(profiler.step(i, s).endNs - profiler.step(i, s).beginNs);
        sums.push_back(total);
    }
    std::ranges::sort(sums);
    QCOMPARE(profile->layerSumNs, (sums[1] + sums[2]) / 2);
    QVERIFY(profile->layerSumNs <= profile->wallNs);
    QCOMPARE(profile->weightBytes, std::uint64_t{576 * 4});
    const auto throughput = std::ranges::find(profile->summary, "Throughput", &NamedValue::name);
    QVERIFY(throughput != profile->summary.end());
    QCOMPARE(throughput->value, std::string("500.0 inferences/s"));
    QCOMPARE(profile->stages.back().value, std::string("3.00 s"));
    const ProfileSnapshotPtr bare = makeProfile({.engine = &engine, .latenciesNs = {}, .model = "", .deviceDescription = ""});
    QCOMPARE(bare->model, std::string("sample"));
    QVERIFY(bare->lanes.empty() && bare->candidates[0].rows.empty());
    QCOMPARE(bare->layers[0].medianNs, -1.0);
}

void SnapshotsTest::recordedStatuses() {
    const Engine engine = sampleEngine();
    const BuildRecord record = sampleRecord();
    const ProfileSnapshotPtr profile = makeProfile({.engine = &engine, .record = &record, .latenciesNs = {}, .model = "", .deviceDescription = ""});
    const std::vector<CandidateRow>& rows = profile->candidates[0].rows;
    const char* const expected[] = {"chosen", "14 % slower", "stopped early", "refused", "not tried"};
    QCOMPARE(rows.size(), std::size(expected));
    for (std::size_t i = 0; i < rows.size(); ++i) QCOMPARE(rows[i].status, std::string(expected[i]));
    QCOMPARE(rows[3].reason, std::string("groups is 1"));
    QCOMPARE(rows[0].formats, std::string("linear → nchw8c"));
    QCOMPARE(profile->candidates[0].reasonChosen, std::string("fastest; 14 % ahead of gemm:jit"));
}

void SnapshotsTest::memoryCountsSharedStorageOnce() {
    Engine engine = sampleEngine();
    QCOMPARE(liveBytesPerStep(engine), (std::vector<std::uint64_t>{4096 + 1024, 8192, 4096}));
    engine.tensors[3].offset = 0;  // the same bytes as y
    QCOMPARE(liveBytesPerStep(engine), (std::vector<std::uint64_t>{4096 + 1024, 4096, 4096}));
}

void SnapshotsTest::weightFigures() {
    std::vector<float> values(100, 0.0F);
    for (std::size_t i = 0; i < 50; ++i) values[i] = i % 2 == 0 ? 1.0F : -1.0F;
    values[98] = std::numeric_limits<float>::quiet_NaN();
    values[99] = std::numeric_limits<float>::infinity();
    const WeightStatistics figures = weightStatistics(*Constant::ofFloats({100}, values));
    QCOMPARE(figures.zeros, 48);
    QCOMPARE(figures.nans, 1);
    QCOMPARE(figures.infinities, 1);
    QCOMPARE(figures.min, -1.0);
    QCOMPARE(figures.max, 1.0);
    QVERIFY(std::abs(figures.mean) < 1e-12);
    QVERIFY(std::abs(figures.deviation - std::sqrt(50.0 / 98)) < 1e-12);
    const std::string text = weightText(*Constant::ofFloats({100}, values));
    QVERIFY(text.find("1 NaN!") != std::string::npos && text.find("1 infinite!") != std::string::npos);
    QCOMPARE(weightStatistics(*Constant::ofFloats({100}, values), 30).sampled, 25);
    const std::int32_t shape[] = {0, -1, 64};
    QCOMPARE(weightText(*Constant::ofInts({3}, shape)), std::string("[0, -1, 64]"));
}

QTEST_GUILESS_MAIN(SnapshotsTest)
#include "snapshots_test.moc"
