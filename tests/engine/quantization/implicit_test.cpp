// SPDX-License-Identifier: Apache-2.0
// Networks that are quantised by scales from outside, against the formulas of INT8 written down here once more.
#include "engine/network/constant.h"
#include "engine/builder/builder.h"
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/text.h"
#include "engine/quantization/implicit.h"
#include "engine/quantization/quantised_weights.h"
#include "engine/runtime/standard/inference_context.h"

#include <QTest>

#include <cmath>
#include <random>

namespace planscope::quantization {
namespace {

Network parsed(const QByteArray& text) {
    auto network = parseNetwork(text.toStdString(), layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

Scales scalesFor(std::initializer_list<std::pair<const char*, float>> rows) {
    Scales out;
    for (const auto& [name, scale] : rows) out.tensors[name] = {scale, ScaleSource::Calibration};
    return out;
}

std::vector<float> uniform(std::int64_t count, float limit, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<float> out(static_cast<std::size_t>(count));
    for (float& value : out) value = std::uniform_real_distribution<float>(-limit, limit)(random);
    return out;
}

int quantised(float value, float scale) { return static_cast<int>(std::clamp(std::nearbyint(value / scale), -128.0F, 127.0F)); }

Result<std::vector<float>> run(const Network& network, const Scales& scales, const char* device, int level, std::span<const float> x, BuildRecord* record = nullptr) {
    BuildOptions options;
    options.device = device;
    options.threads = 1;
    options.selection.optimizationLevel = level;
    options.precision.int8 = true;
    options.scales = scales;
    auto built = buildEngine(network, options, {}, {});
    if (!built) return fail(built.error());
    if (record) *record = built->record;
    auto opened = openDevice(device, 1);
    auto context = makeContext(built->engine, *opened);
    if (!context) return fail(context.error());
    if (const Status set = (*context)->setInput(0, std::as_bytes(x)); !set) return fail(set.error());
    if (const Status ran = (*context)->run(); !ran) return fail(ran.error());
    std::vector<float> out(static_cast<std::size_t>((*context)->outputDims(0).volume()));
    if (const Status read = (*context)->readOutput(0, std::as_writable_bytes(std::span(out))); !read) return fail(read.error());
    return out;
}

}  // namespace

class ImplicitTest : public QObject {
    Q_OBJECT
private slots:
    void weightsHaveAScalePerChannel() {
        const auto weights = Constant::ofFloats({2, 3}, std::vector<float>{1.27F, -0.005F, 0.015F, 0, 0, 0});
        const QuantisedWeights rows = quantiseWeights(*weights, 0);
        QCOMPARE(rows.scales->floats()[0], 1.27F / 127);
        QCOMPARE(rows.scales->floats()[1], 1.0F);
        const auto q = rows.values->as<std::int8_t>();
        QCOMPARE(int{q[0]}, 127);
        QCOMPARE(int{q[3]}, 0);
        const QuantisedWeights columns = quantiseWeights(*weights, 1);
        QVERIFY(columns.scales->dims() == Dims({3}));
        QCOMPARE(int{columns.values->as<std::int8_t>()[1]}, -127);
    }

    /// Ties between two integers go up.
    void weightsRoundTiesUp() {
        const auto weights = Constant::ofFloats({1, 4}, std::vector<float>{127, 2.5F, -2.5F, 3.5F});
        const auto integers = quantiseWeights(*weights, 0).values;
        const auto q = integers->as<std::int8_t>();
        QCOMPARE(int{q[1]}, 3);
        QCOMPARE(int{q[2]}, -2);
        QCOMPARE(int{q[3]}, 4);
    }

    void productsAreThoseOfIntegers_data() {
        QTest::addColumn<QByteArray>("device");
        QTest::addColumn<int>("level");
        for (const char* device : {"reference", "cpu"})
            for (const int level : {0, 3}) QTest::addRow("%s %d", device, level) << QByteArray(device) << level;
    }

    /// y = x w + b, then relu, then a second product: every number as the formulas say.
    void productsAreThoseOfIntegers() {
        QFETCH(const QByteArray, device);
        QFETCH(const int, level);
        constexpr int kRows = 5, kIn = 19, kMiddle = 7, kOut = 3;
        constexpr float kScaleX = 0.01F, kScaleH = 0.03F;
        const Network network = parsed("input x f32[5,19]\nconst w f32[19,7] random=1\nconst b f32[1,7] random=2\nconst v f32[7,3] random=3\n"
                                       "layer first matrix_multiply(x, w) -> p\nlayer bias elementwise(p, b) {kind=sum} -> s\n"
                                       "layer act activation(s) {kind=relu} -> h\nlayer second matrix_multiply(h, v) -> y\noutput y\n");
        const auto constantOf = [&](const char* name) {
            for (std::size_t i = 0; i < network.tensorCount(); ++i)
                if (network.tensor(TensorId(i)).name == name) return network.tensor(TensorId(i)).constant;
            return ConstantPtr();
        };
        const QuantisedWeights w = quantiseWeights(*constantOf("w"), 1), v = quantiseWeights(*constantOf("v"), 1);
        const std::vector<float> x = uniform(kRows * kIn, 1.5F, 4);
        std::vector<float> truth(kRows * kOut);
        for (int r = 0; r < kRows; ++r) {
            int hidden[kMiddle];
            for (int m = 0; m < kMiddle; ++m) {
                int sum = 0;
                for (int k = 0; k < kIn; ++k) sum += quantised(x[r * kIn + k], kScaleX) * w.values->as<std::int8_t>()[k * kMiddle + m];
                const float scale = static_cast<float>(static_cast<double>(kScaleX) * static_cast<double>(w.scales->floats()[m]));
                const float real = static_cast<float>(sum) * scale + constantOf("b")->floats()[m];
                hidden[m] = quantised(std::max(real, 0.0F), kScaleH);
            }
            for (int o = 0; o < kOut; ++o) {
                int sum = 0;
                for (int m = 0; m < kMiddle; ++m) sum += hidden[m] * v.values->as<std::int8_t>()[m * kOut + o];
                truth[r * kOut + o] = static_cast<float>(sum) * static_cast<float>(static_cast<double>(kScaleH) * static_cast<double>(v.scales->floats()[o]));
            }
        }
        const auto result = run(network, scalesFor({{"x", kScaleX}, {"h", kScaleH}}), device.constData(), level, x);
        QVERIFY2(result, result ? "" : result.error().text().c_str());
        for (std::size_t i = 0; i < truth.size(); ++i)
            QVERIFY2((*result)[i] == truth[i], fmt::format("{}: {} instead of {}", i, (*result)[i], truth[i]).c_str());
    }

    void decides_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("notes");
        const char* const conv = "input x f32[1,4,6,6]\nconst w f32[4,4,3,3] random=1\n";
        QTest::newRow("a convolution") << QByteArray(conv) + "layer c convolution(x, w) -> y\noutput y\n"
                                       << QByteArray("c: INT8: scale 0.5 of 'x' by calibration\n");
        QTest::newRow("no scale") << QByteArray(conv) + "layer c convolution(x, w) -> y\nlayer d convolution(y, w) -> z\noutput z\n"
                                  << QByteArray("c: INT8: scale 0.5 of 'x' by calibration\nd: not INT8: nothing says how 'y' is quantised\n");
        QTest::newRow("weights at run time") << QByteArray("input x f32[4,4]\nlayer m matrix_multiply(x, x) -> y\noutput y\n")
                                             << QByteArray("m: not INT8: both factors are computed at run time\n");
        QTest::newRow("a batch of weights") << QByteArray("input x f32[2,4,4]\nconst w f32[2,4,4] random=1\nlayer m matrix_multiply(x, w) -> y\noutput y\n")
                                            << QByteArray("m: not INT8: its weights have a form that no integer kernel takes\n");
        QTest::newRow("two readers, one pair") << QByteArray(conv) + "layer c convolution(x, w) -> y\nlayer d convolution(x, w) {dilation=[2,2]} -> z\noutput y\noutput z\n"
                                               << QByteArray("c: INT8: scale 0.5 of 'x' by calibration\nd: INT8: scale 0.5 of 'x' by calibration\n");
    }

    void decides() {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, notes);
        Network network = parsed(text);
        const auto result = makeExplicit(network, scalesFor({{"x", 0.5F}}), true, {});
        QVERIFY2(result, result ? "" : result.error().text().c_str());
        QByteArray actual;
        for (const LayerNote& note : *result) actual += QByteArray::fromStdString(note.layer + ": " + note.reason + "\n");
        QCOMPARE(actual, notes);
        int pairs = 0;
        for (const LayerId id : network.topologicalOrder()) pairs += network.layer(id).name == "Quantize x";
        QVERIFY(pairs <= 1);
    }

    /// Softmax and outputs see numbers that were not rounded.
    void layersThatNeedMoreReadWhatWasThere() {
        Network network = parsed("input x f32[1,8]\nconst w f32[8,8] random=1\nlayer act activation(x) {kind=relu} -> h\nlayer m matrix_multiply(h, w) -> y\n"
                                 "layer s softmax(h) {axis=1} -> z\noutput y\noutput z\n");
        QVERIFY(makeExplicit(network, scalesFor({{"h", 0.5F}}), true, {}));
        for (const LayerId id : network.topologicalOrder()) {
            const Layer& layer = network.layer(id);
            if (layer.name == "s") QCOMPARE(network.tensor(layer.inputs[0]).name, std::string("h"));
            if (layer.name == "m") QCOMPARE(network.tensor(layer.inputs[0]).name, std::string("h_dequantised"));
        }
    }

    void batchNormalisationGoesIntoTheWeightsFirst() {
        Network network = parsed("input x f32[1,4,6,6]\nconst w f32[4,4,3,3] random=1\nconst t f32[4] random=2\nconst g f32[4] random=3\n"
                                 "layer c convolution(x, w) -> y\nlayer bn scale(y, t, g) {mode=channel} -> z\nlayer a activation(z) {kind=relu} -> r\noutput r\n");
        QVERIFY(makeExplicit(network, scalesFor({{"x", 0.5F}}), true, {}));
        for (const LayerId id : network.topologicalOrder()) QVERIFY(network.layer(id).name != "bn");
    }

    void requestsBindOrNot() {
        Network network = parsed("input x f32[1,4,6,6]\nconst w f32[4,4,3,3] random=1\nlayer c convolution(x, w) -> y\noutput y\n");
        for (const LayerId id : network.topologicalOrder()) network.setRequest(id, {.precision = DataType::Float});
        Network other = network;
        QVERIFY(!(*makeExplicit(network, scalesFor({{"x", 0.5F}}), true, {}))[0].isInt8);
        QVERIFY((*makeExplicit(other, scalesFor({{"x", 0.5F}}), false, {}))[0].isInt8);
    }

    void theRecordSaysWhy() {
        const Network network = parsed("input x f32[1,4,6,6]\nconst w f32[4,4,3,3] random=1\nlayer c convolution(x, w) -> y\nlayer d convolution(y, w) -> z\noutput z\n");
        BuildRecord record;
        QVERIFY(run(network, scalesFor({{"x", 0.5F}}), "cpu", 0, uniform(144, 1, 1), &record));
        QByteArray reasons;
        for (const PrecisionRecord& row : record.precisions)
            if (row.reason.find("INT8") != std::string::npos) reasons += QByteArray::fromStdString(row.actual + " " + row.reason + "\n");
        QCOMPARE(reasons, QByteArray("i8 INT8: scale 0.5 of 'x' by calibration\nf32 FP32: nothing else is allowed; not INT8: nothing says how 'y' is quantised\n"));
    }

    void warnings_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("int8");
        QTest::addColumn<bool>("scales");
        QTest::addColumn<QByteArray>("warning");
        const QByteArray plain = "input x f32[1,8]\nconst w f32[8,8] random=1\nlayer m matrix_multiply(x, w) -> y\noutput y\n";
        const QByteArray quantised = "input x f32[1,8]\nconst s f32[]=[1]\nlayer q quantize(x, s) -> a\nlayer d dequantize(a, s) -> y\noutput y\n";
        QTest::newRow("calibrated") << plain << true << true << QByteArray();
        QTest::newRow("assumed") << plain << true << false << QByteArray("INT8 without calibration: ");
        QTest::newRow("not allowed") << plain << false << true << QByteArray("calibration and dynamic ranges have no effect where INT8 is not allowed");
        QTest::newRow("Q/DQ") << quantised << true << true << QByteArray("the network says by Q/DQ how it is quantised; ");
        QTest::newRow("Q/DQ alone") << quantised << true << false << QByteArray();
    }

    void warnings() {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, int8);
        QFETCH(const bool, scales);
        QFETCH(const QByteArray, warning);
        BuildOptions options;
        options.threads = 1;
        options.selection.optimizationLevel = 0;
        options.precision.int8 = int8;
        if (scales) options.scales = scalesFor({{"x", 0.5F}});
        const auto built = buildEngine(parsed(text), options, {}, {});
        QVERIFY2(built, built ? "" : built.error().text().c_str());
        QCOMPARE(built->warnings.size(), warning.isEmpty() ? std::size_t{0} : std::size_t{1});
        if (!warning.isEmpty()) QVERIFY(built->warnings[0].message.starts_with(warning.toStdString()));
    }
};

}  // namespace planscope::quantization

QTEST_GUILESS_MAIN(planscope::quantization::ImplicitTest)
#include "implicit_test.moc"
