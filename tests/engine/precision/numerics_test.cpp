// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/builder/builder.h"
#include "engine/builder/record_json.h"
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/text.h"
#include "engine/plan/plan_file.h"
#include "engine/runtime/standard/inference_context.h"
#include "kernels/api/half.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>
#include <set>

/// Engines against the oracle, bit by bit. Values are small integers, so that float sums are exact in any order and every
/// difference is one of rounding to FP16 or TF32; results grow beyond 2048, where halves are no longer all integers.
namespace planscope::precision_tests {
namespace {

/// Integers from -span to span, the same for every length.
ConstantPtr integers(const Dims& dims, int span, int seed) {
    std::vector<float> out(static_cast<std::size_t>(dims.volume()));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>((static_cast<int>(i) * 37 + seed * 11 + static_cast<int>(i) / 7) % (2 * span + 1) - span);
    return Constant::ofFloats(dims, out);
}

/// Weights and biases become small integers, those of second convolutions very small: sums of products stay below 2^24.
Network parsed(std::string_view text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    for (std::size_t i = 0; i < network->tensorCount(); ++i) {
        const Tensor& tensor = network->tensor(TensorId(i));
        if (tensor.constant && tensor.type == DataType::Float && tensor.dims.volume() > 1)
            network->setKnownValue(TensorId(i), integers(tensor.dims, tensor.name == "w2" ? 1 : 15, static_cast<int>(i)));
    }
    return std::move(*network);
}

std::vector<ConstantPtr> inputsOf(const Network& network, std::int64_t open = 0) {
    std::vector<ConstantPtr> out;
    for (const TensorId id : network.inputs()) {
        Dims dims = network.tensor(id).dims;
        for (std::int64_t& extent : dims)
            if (extent < 0) extent = open;
        out.push_back(network.tensor(id).type == DataType::Float ? integers(dims, 15, 3)
                                                                 : Constant::ofInts(dims, std::vector<std::int32_t>(static_cast<std::size_t>(dims.volume()), 1)));
    }
    return out;
}

BuildOptions optionsFor(const PrecisionOptions& precision, const char* device = "cpu", int level = 3) {
    BuildOptions out;
    out.device = device;
    out.threads = 1;
    out.selection.optimizationLevel = level;
    out.precision = precision;
    return out;
}

/// @return the outputs; what went wrong otherwise
Result<std::vector<ConstantPtr>> runEngine(const Engine& engine, std::span<const ConstantPtr> inputs) {
    auto device = openDevice(engine.deviceId, engine.threads);
    if (!device) return fail(device.error());
    auto context = makeContext(engine, *device);
    if (!context) return fail(context.error());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (engine.isOpen)
            if (const Status shaped = (*context)->setInputShape(engine.inputs[i].name, inputs[i]->dims()); !shaped) return fail(shaped.error());
        if (const Status set = (*context)->setInput(static_cast<int>(i), inputs[i]->bytes()); !set) return fail(set.error());
    }
    if (const Status status = (*context)->run(); !status) return fail(status.error());
    std::vector<ConstantPtr> out;
    for (std::size_t i = 0; i < engine.outputs.size(); ++i) {
        HostTensor value = HostTensor::make(engine.tensors[engine.outputs[i].tensor].type, (*context)->outputDims(static_cast<int>(i)));
        if (const Status status = (*context)->readOutput(static_cast<int>(i), value.bytes); !status) return fail(status.error());
        out.push_back(Constant::own(value.view.type, value.view.dims, std::move(value.bytes)));
    }
    return out;
}

/// The steps and the tactics that computed them, for messages.
std::string tacticsOf(const Engine& engine) {
    std::string out;
    for (const EngineStep& step : engine.steps) out += step.name + " by " + step.tactic + " " + step.variant.algorithm + "; ";
    return out;
}

bool sameBits(std::span<const ConstantPtr> a, std::span<const ConstantPtr> b) {
    return std::ranges::equal(a, b, [](const ConstantPtr& x, const ConstantPtr& y) { return std::ranges::equal(x->bytes(), y->bytes()); });
}

struct NetworkRow {
    const char* name;
    const char* text;
};

constexpr NetworkRow kNetworks[] = {
    {"fused convolution",
     "input x f32[1,8,10,10]\nconst w f32[16,8,3,3] random=1\nconst b f32[16] random=2\nconst w2 f32[16,16,1,1] random=3\n"
     "layer conv convolution(x, w, b) {prePadding=[1,1], postPadding=[1,1]} -> c\nlayer act activation(c) {kind=relu} -> r\n"
     "layer conv2 convolution(r, w2) -> d\nlayer sum elementwise(d, r) {kind=sum} -> y\noutput y\n"},
    {"depthwise and pooling",
     "input x f32[2,16,12,12]\nconst w f32[16,1,3,3] random=1\n"
     "layer conv convolution(x, w) {groups=16, prePadding=[1,1], postPadding=[1,1]} -> c\n"
     "layer big pooling(c) {kind=max, window=[2,2], stride=[2,2]} -> m\nlayer mean pooling(m) {kind=average, window=[2,2], stride=[2,2]} -> y\noutput y\n"},
    {"products",
     "input x f32[3,7,24]\nconst w f32[1,24,33] random=1\nlayer p matrix_multiply(x, w) -> y\noutput y\n"},
    {"product of two results", "input a f32[2,5,40]\ninput b f32[2,40,9]\nlayer p matrix_multiply(a, b) -> y\noutput y\n"},
    {"deconvolution", "input x f32[1,4,6,6]\nconst w f32[4,6,2,2] random=1\nlayer up deconvolution(x, w) {stride=[2,2]} -> y\noutput y\n"},
    {"pointwise",
     "input a f32[2,9,5]\ninput b f32[2,9,5]\nlayer s elementwise(a, b) {kind=sum} -> s\n"
     "layer p elementwise(s, a) {kind=prod} -> p\nlayer q elementwise(p, s) {kind=prod} -> y\noutput y\n"},
    {"movement",
     "input x f32[2,6,4,5]\nlayer t shuffle(x) {firstTranspose=[0,2,3,1]} -> t\nlayer c slice(t) {start=[0,1,0,0], size=[2,3,5,6], stride=[1,1,1,1]} -> s\n"
     "layer j concatenation(s, s) {axis=1} -> y\noutput y\n"},
    {"sums", "input x f32[4,6,50]\nlayer r reduce(x) {kind=sum, axes=4} -> y\noutput y\n"},
};

}  // namespace

class NumericsTest : public QObject {
    Q_OBJECT
private slots:
    void bitsAreTheOracles_data();
    void bitsAreTheOracles();
    void wrapsWhatComputesAndNotWhatMoves();
    void fusedLayersRoundOnce();
    void tf32RoundsOperandsOnly();
    void planKeepsPrecisionsAndHalfWeights();
    void openEnginesCompute();
    void bodiesCompute();
};

void NumericsTest::bitsAreTheOracles_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isHalf");
    QTest::addColumn<QString>("device");
    QTest::addColumn<int>("level");
    for (const NetworkRow& row : kNetworks)
        for (const bool isHalf : {true, false})
            for (const char* device : {"cpu", "reference"})
                for (const int level : {0, 3})
                    QTest::addRow("%s, %s, %s level %d", row.name, isHalf ? "FP16" : "TF32", device, level)
                        << QString(row.text) << isHalf << QString(device) << level;
}

void NumericsTest::bitsAreTheOracles() {
    QFETCH(QString, text);
    QFETCH(bool, isHalf);
    QFETCH(QString, device);
    QFETCH(int, level);
    const Network network = parsed(text.toStdString());
    const auto built =
        buildEngine(network, optionsFor({.fp16 = isHalf, .tf32 = !isHalf}, device.toUtf8().constData(), level), {}, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    if (isHalf) QVERIFY(std::ranges::any_of(built->engine.tensors, [](const EngineTensor& t) { return t.type == DataType::Half; }));
    const std::vector<ConstantPtr> inputs = inputsOf(network);
    const auto expected = evaluateNetwork(built->optimised, inputs);
    QVERIFY2(expected, expected ? "" : expected.error().text().c_str());
    const auto actual = runEngine(built->engine, inputs);
    QVERIFY2(actual, actual ? "" : actual.error().text().c_str());
    QVERIFY2(sameBits(*actual, *expected), tacticsOf(built->engine).c_str());
}

void NumericsTest::wrapsWhatComputesAndNotWhatMoves() {
    const Network network = parsed("input x f32[2,6,4,5]\nlayer m pooling(x) {kind=max, window=[2,2]} -> m\n"
                                   "layer t shuffle(m) {firstTranspose=[0,2,3,1]} -> y\noutput y\n");
    const auto built = buildEngine(network, optionsFor({.fp16 = true}), {}, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    const auto algorithmOf = [&](std::string_view name) {
        const auto step = std::ranges::find(built->engine.steps, name, &EngineStep::name);
        return step == built->engine.steps.end() ? std::string() : step->variant.algorithm;
    };
    QVERIFY2(algorithmOf("m").ends_with("+half"), algorithmOf("m").c_str());
    QVERIFY(!algorithmOf("t").empty() && !algorithmOf("t").ends_with("+half"));
}

void NumericsTest::fusedLayersRoundOnce() {
    const Network network = parsed("input a f32[3]\ninput b f32[3]\nlayer s elementwise(a, b) {kind=sum} -> s\n"
                                   "layer p elementwise(s, b) {kind=prod} -> y\noutput y\n");
    const float a[] = {2048, 1, 0.1F}, b[] = {3, 0x1p-11F, 0.2F};
    const std::vector<ConstantPtr> inputs{Constant::ofFloats({3}, a), Constant::ofFloats({3}, b)};
    const auto built = buildEngine(network, optionsFor({.fp16 = true}), {}, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    const auto actual = runEngine(built->engine, inputs);
    QVERIFY2(actual, actual ? "" : actual.error().text().c_str());
    const auto rounded = [](float x) { return floatFromHalf(halfFromFloat(x)); };
    for (std::size_t i = 0; i < 3; ++i) QVERIFY((*actual)[0]->floats()[i] == rounded((rounded(a[i]) + rounded(b[i])) * rounded(b[i])));
    QVERIFY(rounded(rounded(2048.0F + 3) * 3) != rounded((2048.0F + 3) * 3));  // a second rounding would be seen
}

void NumericsTest::tf32RoundsOperandsOnly() {
    const Network network = parsed("input x f32[1,1]\nconst w f32[1,1] = [1.00048828125]\nconst b f32[1,1] = [0.00048828125]\n"
                                   "layer p matrix_multiply(x, w) -> p\nlayer s elementwise(p, b) {kind=sum} -> y\noutput y\n");
    const float x[] = {3};
    const std::vector<ConstantPtr> inputs{Constant::ofFloats({1, 1}, x)};
    const auto exact = buildEngine(network, optionsFor({}), {}, {}), coarse = buildEngine(network, optionsFor({.tf32 = true}), {}, {});
    QVERIFY(exact && coarse);
    const auto exactOutput = runEngine(exact->engine, inputs), coarseOutput = runEngine(coarse->engine, inputs);
    QVERIFY(exactOutput && coarseOutput);
    QVERIFY((*exactOutput)[0]->floats()[0] == 3 * (1 + 0x1p-11F) + 0x1p-11F);
    QVERIFY((*coarseOutput)[0]->floats()[0] == 3 * (1 + 0x1p-10F) + 0x1p-11F);
}

void NumericsTest::planKeepsPrecisionsAndHalfWeights() {
    const Network network = parsed("input x f32[1,32,8,8]\nconst w f32[64,32,3,3] random=1\nlayer conv convolution(x, w) -> c\n"
                                   "layer soft softmax(c) {axis=1} -> y\noutput y\n");
    const QTemporaryDir folder;
    BuildOptions options = optionsFor({.fp16 = true});
    options.timingCache = folder.filePath("timings").toStdString();
    options.selection.retimesUnsteady = false;
    std::set<std::string> plans;
    std::vector<std::byte> bytes;
    for (int i = 0; i < 3; ++i) {
        const auto built = buildEngine(network, options, {}, {});
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        bytes = serializePlan(built->engine, toJson(built->record, RecordDetail::Reproducible));
        plans.emplace(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    QCOMPARE(plans.size(), 1U);
    constexpr std::size_t kWeightBytes = 64 * 32 * 9 * sizeof(std::uint16_t);
    QVERIFY2(bytes.size() < kWeightBytes + 32 * 1024, "the weights are not stored as halves");

    const auto built = buildEngine(network, options, {}, {});
    const auto loaded = parsePlan(bytes, nullptr, layers::table());
    QVERIFY2(loaded, loaded ? "" : loaded.error().text().c_str());
    QVERIFY(std::ranges::any_of(loaded->engine.steps, [](const EngineStep& step) { return step.numerics == Numerics::Half; }));
    const auto record = parseBuildRecord(loaded->record);
    QVERIFY(record && record->precisions.size() == built->record.precisions.size() && record->precisions[1].actual == "f16");
    const std::vector<ConstantPtr> inputs = inputsOf(network);
    const auto before = runEngine(built->engine, inputs), after = runEngine(loaded->engine, inputs);
    QVERIFY(before && after && sameBits(*before, *after));
}

void NumericsTest::openEnginesCompute() {
    const Network network = parsed("input x f32[batch,4,n,6]\nconst w f32[8,4,3,3] random=1\n"
                                   "layer conv convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} -> c\nlayer act activation(c) {kind=relu} -> y\noutput y\n");
    BuildOptions options = optionsFor({.fp16 = true});
    options.profiles = {{{{"x", {1, 4, 1, 6}, {2, 4, 8, 6}, {4, 4, 16, 6}}}}};
    const auto built = buildEngine(network, options, {}, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    for (const std::int64_t extent : {std::int64_t{1}, std::int64_t{3}}) {
        const std::vector<ConstantPtr> inputs = inputsOf(network, extent);
        const auto expected = evaluateNetwork(built->optimised, inputs), actual = runEngine(built->engine, inputs);
        QVERIFY2(expected && actual, actual ? "" : actual.error().text().c_str());
        QVERIFY2(sameBits(*actual, *expected), tacticsOf(built->engine).c_str());
    }
}

void NumericsTest::bodiesCompute() {
    const Network network = parsed("input n i32[]\ninput x f32[4]\nconst go bool[] = [1]\n"
                                   "layer count loop(n, go, x) {carried=1, body={\n"
                                   "  input i i32[];\n  input s f32[4];\n"
                                   "  layer grow elementwise(s, s) {kind=sum} -> t f32[4];\n"
                                   "  layer shift elementwise(t, s) {kind=sum} -> u f32[4];\n"
                                   "  output u = u;\n}} -> y f32[4]\noutput y\n");
    const std::vector<ConstantPtr> inputs = inputsOf(network);
    const auto built = buildEngine(network, optionsFor({.fp16 = true}), {}, {});
    QVERIFY2(built, built ? "" : built.error().text().c_str());
    const auto actual = runEngine(built->engine, inputs);
    QVERIFY2(actual, actual ? "" : actual.error().text().c_str());
    for (std::size_t i = 0; i < 4; ++i) QVERIFY((*actual)[0]->floats()[i] == 3 * inputs[1]->floats()[i]);
    QVERIFY(std::ranges::any_of(built->record.precisions, [](const PrecisionRecord& row) { return row.actual == "f16"; }));
}

}  // namespace planscope::precision_tests

QTEST_APPLESS_MAIN(planscope::precision_tests::NumericsTest)
#include "numerics_test.moc"
