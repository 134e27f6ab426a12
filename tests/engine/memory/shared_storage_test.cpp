// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/builder/builder.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/layer_table.h"
#include "engine/layers/shuffle.h"
#include "engine/network/evaluate.h"
#include "engine/network/text.h"
#include "engine/runtime/standard/context.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <random>

namespace planscope::builder_tests {
namespace {

/// Two branches meet in a concatenation whose inputs are read again later, then two reshapes follow each other with a
/// softmax between: every kind of sharing, and readers that would notice if storage were reused too early.
constexpr const char* kText =
    "input x f32[1,16,8,8]\n"
    "const w f32[16,16,1,1] random=1\n"
    "const v f32[16,16,1,1] random=2\n"
    "layer a convolution(x, w) -> a f32[1,16,8,8]\n"
    "layer b convolution(x, v) -> b f32[1,16,8,8]\n"
    "layer cat concatenation(a, b) {axis=1} -> c f32[1,32,8,8]\n"
    "layer flat shuffle(c) {hasReshape=true, reshape=[32,64]} -> f f32[32,64]\n"
    "layer soft softmax(f) {axis=1} -> s f32[32,64]\n"
    "layer back shuffle(s) {hasReshape=true, reshape=[1,32,8,8]} -> r f32[1,32,8,8]\n"
    "layer pool pooling(r) {kind=max, window=[2,2], stride=[2,2]} -> p f32[1,32,4,4]\n"
    "layer again convolution(a, v) -> d f32[1,16,8,8]\n"
    "output p = p\n"
    "output d = d\n";

/// Halves of a tensor are read apart and joined again with what was made of one; pieces that are not in one piece of memory,
/// or too small to keep their whole alive, are copied.
constexpr const char* kPieces =
    "input x f32[1,16,8,8]\n"
    "const w f32[32,16,1,1] random=1\n"
    "const v f32[16,16,1,1] random=2\n"
    "layer a convolution(x, w) -> a f32[1,32,8,8]\n"
    "layer low slice(a) {start=[0,0,0,0], size=[1,16,8,8]} -> l f32[1,16,8,8]\n"
    "layer high slice(a) {start=[0,16,0,0], size=[1,16,8,8]} -> h f32[1,16,8,8]\n"
    "layer next convolution(h, v) -> n f32[1,16,8,8]\n"
    "layer cat concatenation(l, h, n) {axis=1} -> c f32[1,48,8,8]\n"
    "layer pool pooling(c) {kind=max, window=[2,2], stride=[2,2]} -> p f32[1,48,4,4]\n"
    "layer columns slice(a) {start=[0,0,0,2], size=[1,32,8,4]} -> q f32[1,32,8,4]\n"
    "layer second softmax(q) {axis=1} -> d f32[1,32,8,4]\n"
    "output p = p\n"
    "output d = d\n";

BuildResult built(const char* text, int level) {
    const auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    BuildOptions options;
    options.threads = 1;
    options.selection.optimizationLevel = level;
    auto result = buildEngine(*network, options, {}, {});
    if (!result) qFatal("%s", result.error().text().c_str());
    return std::move(*result);
}

std::vector<float> runOnce(const Engine& engine, std::span<const float> input, int output) {
    auto device = openDevice("cpu", 1);
    auto loaded = loadEngine(engine, *device);
    auto context = ExecutionContext::create(*loaded);
    if (!(*context)->setInput(0, std::as_bytes(input)) || !(*context)->run()) qFatal("the engine does not run");
    std::vector<float> out(static_cast<std::size_t>(engine.tensors[engine.outputs[static_cast<std::size_t>(output)].tensor].dims.volume()));
    if (!(*context)->readOutput(output, std::as_writable_bytes(std::span(out)))) qFatal("no output");
    return out;
}

}  // namespace

class SharedStorageTest : public QObject {
    Q_OBJECT
private slots:
    void copiesCostNoMemory();
    void piecesLieInTheirWhole();
    void resultsAreThoseOfTheReference_data();
    void resultsAreThoseOfTheReference();
};

void SharedStorageTest::copiesCostNoMemory() {
    const Engine engine = built(kText, 0).engine;
    int shared = 0;
    for (const EngineStep& step : engine.steps) {
        if (step.def->kind != layers::concatenation::kind && step.def->kind != layers::shuffle::kind) continue;
        const EngineTensor& out = engine.tensors[step.outputs[0]];
        for (const std::uint32_t t : step.inputs) {
            const EngineTensor& in = engine.tensors[t];
            if (in.placement != Placement::Arena || out.placement != Placement::Arena || in.format != out.format) continue;
            QVERIFY2(in.offset >= out.offset && in.offset + in.bytes() <= out.offset + out.bytes(), in.name.c_str());
            ++shared;
        }
    }
    QVERIFY2(shared >= 2, qPrintable(QString::number(shared)));
}

void SharedStorageTest::piecesLieInTheirWhole() {
    const Engine engine = built(kPieces, 0).engine;
    const auto tensorNamed = [&](std::string_view name) -> const EngineTensor& {
        return *std::ranges::find(engine.tensors, name, &EngineTensor::name);
    };
    const EngineTensor &whole = tensorNamed("a"), &low = tensorNamed("l"), &high = tensorNamed("h"), &joint = tensorNamed("c");
    QCOMPARE(low.offset, whole.offset);
    QCOMPARE(high.offset, whole.offset + low.bytes());
    QCOMPARE(joint.offset, whole.offset);
    QVERIFY(tensorNamed("q").offset >= whole.offset + joint.bytes() || tensorNamed("q").offset + tensorNamed("q").bytes() <= whole.offset);
}

void SharedStorageTest::resultsAreThoseOfTheReference_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("level");
    for (const int level : {0, 3, 5}) {
        QTest::addRow("joined, level %d", level) << QByteArray(kText) << level;
        QTest::addRow("pieces, level %d", level) << QByteArray(kPieces) << level;
    }
}

void SharedStorageTest::resultsAreThoseOfTheReference() {
    QFETCH(QByteArray, text);
    QFETCH(int, level);
    const auto network = parseNetwork(text.toStdString(), layers::table());
    std::vector<float> input(16 * 64);
    std::mt19937 random(3);
    for (float& v : input) v = std::uniform_real_distribution<float>(-1.F, 1.F)(random);
    const std::vector<ConstantPtr> bound{Constant::ofFloats({1, 16, 8, 8}, input)};
    const auto expected = evaluateNetwork(*network, bound);
    QVERIFY2(expected, expected ? "" : expected.error().text().c_str());
    const Engine engine = built(text.constData(), level).engine;
    for (int output = 0; output < 2; ++output) {
        const std::vector<float> actual = runOnce(engine, input, output);
        const auto want = (*expected)[static_cast<std::size_t>(output)]->floats();
        QCOMPARE(actual.size(), want.size());
        for (std::size_t i = 0; i < want.size(); ++i)
            QVERIFY2(std::abs(actual[i] - want[i]) <= 1e-5 * (1 + std::abs(want[i])),  // sums of 16 products in another order
                     qPrintable(QStringLiteral("output %1, element %2: %3 instead of %4").arg(output).arg(i).arg(actual[i]).arg(want[i])));
    }
}

}  // namespace planscope::builder_tests

QTEST_APPLESS_MAIN(planscope::builder_tests::SharedStorageTest)
#include "shared_storage_test.moc"
