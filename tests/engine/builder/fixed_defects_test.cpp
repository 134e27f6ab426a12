// SPDX-License-Identifier: Apache-2.0
// Three defects that release 8.6.12 of TensorRT repaired must not come back here: an activation that feeds an element-wise
// layer and another one (4157177), a product and a sum whose leading extents multiply to more than 4096 (4220077), and
// convolutions at the optimisation levels 4 and 5 (4125845). Each in every precision and at every level, against the scalar
// kernels in the same precision.
#include "engine/network/constant.h"
#include "engine/builder/builder.h"
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/text.h"
#include "engine/runtime/standard/inference_context.h"

#include <QTest>

#include <cmath>
#include <random>

namespace planscope {
namespace {

struct Defect {
    const char* name;
    const char* text;  ///< in FP32
    const char* quantised;
};

constexpr Defect kDefects[] = {
    {"activation for two",
     "input x f32[1,8,14,14]\nconst w f32[16,8,3,3] random=1\nconst v f32[16,16,1,1] random=2\n"
     "layer conv convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} -> c\nlayer act activation(c) {kind=relu} -> a\n"
     "layer other convolution(a, v) -> o\nlayer sum elementwise(o, a) {kind=sum} -> s\nlayer pool pooling(a) {kind=max, window=[2,2], stride=[2,2]} -> p\n"
     "output s\noutput p\n",
     "input x f32[1,8,14,14]\nconst w f32[16,8,3,3] random=1\nconst v f32[16,16,1,1] random=2\nconst s f32[]=[0.0625]\nconst t f32[]=[0.03125]\n"
     "layer qx quantize(x, s) -> q0\nlayer dx dequantize(q0, s) -> d0\nlayer qw quantize(w, t) -> q1\nlayer dw dequantize(q1, t) -> d1\n"
     "layer conv convolution(d0, d1) {prePadding=[1,1], postPadding=[1,1]} -> c\nlayer act activation(c) {kind=relu} -> a\n"
     "layer qa quantize(a, s) -> q2\nlayer da dequantize(q2, s) -> d2\nlayer qv quantize(v, t) -> q3\nlayer dv dequantize(q3, t) -> d3\n"
     "layer other convolution(d2, d3) -> o\nlayer sum elementwise(o, d2) {kind=sum} -> y\n"
     "layer pool pooling(d2) {kind=max, window=[2,2], stride=[2,2]} -> p\noutput y\noutput p\n"},
    {"product and sum of many rows",
     "input x f32[3,1500,24]\nconst w f32[1,24,17] random=1\nconst b f32[1,1,17] random=2\n"
     "layer product matrix_multiply(x, w) -> p\nlayer sum elementwise(p, b) {kind=sum} -> y\noutput y\n",
     "input x f32[3,1500,24]\nconst w f32[1,24,17] random=1\nconst b f32[1,1,17] random=2\nconst s f32[]=[0.0625]\nconst t f32[]=[0.03125]\n"
     "layer qx quantize(x, s) -> q0\nlayer dx dequantize(q0, s) -> d0\nlayer qw quantize(w, t) -> q1\nlayer dw dequantize(q1, t) -> d1\n"
     "layer product matrix_multiply(d0, d1) -> p\nlayer sum elementwise(p, b) {kind=sum} -> y\noutput y\n"},
    {"convolutions",
     "input x f32[2,3,20,20]\nconst w f32[32,3,5,5] random=1\nconst v f32[32,1,3,3] random=2\nconst u f32[48,32,1,1] random=3\nconst r f32[24,24,3,3] random=4\n"
     "layer first convolution(x, w) {stride=[2,2], prePadding=[2,2], postPadding=[2,2]} -> a\n"
     "layer depth convolution(a, v) {groups=32, prePadding=[1,1], postPadding=[1,1]} -> b\nlayer point convolution(b, u) -> c\n"
     "layer act activation(c) {kind=sigmoid} -> d\nlayer halves convolution(d, r) {groups=2, prePadding=[1,1], postPadding=[1,1]} -> e\noutput e\n",
     "input x f32[2,3,20,20]\nconst w f32[32,3,5,5] random=1\nconst v f32[32,1,3,3] random=2\nconst s f32[]=[0.0625]\nconst t f32[]=[0.03125]\n"
     "layer qx quantize(x, s) -> q0\nlayer dx dequantize(q0, s) -> d0\nlayer qw quantize(w, t) -> q1\nlayer dw dequantize(q1, t) -> d1\n"
     "layer first convolution(d0, d1) {stride=[2,2], prePadding=[2,2], postPadding=[2,2]} -> a\n"
     "layer qa quantize(a, s) -> q2\nlayer da dequantize(q2, s) -> d2\nlayer qv quantize(v, t) -> q3\nlayer dv dequantize(q3, t) -> d3\n"
     "layer depth convolution(d2, d3) {groups=32, prePadding=[1,1], postPadding=[1,1]} -> y\noutput y\n"},
};

Network parsed(const char* text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

Result<std::vector<ConstantPtr>> outputsOf(const Network& network, const char* device, int level, const PrecisionOptions& precision) {
    BuildOptions options;
    options.device = device;
    options.threads = 1;
    options.selection.optimizationLevel = level;
    options.precision = precision;
    auto built = buildEngine(network, options, {}, {});
    if (!built) return fail(built.error());
    auto opened = openDevice(device, 1);
    if (!opened) return fail(opened.error());
    auto context = makeContext(built->engine, *opened);
    if (!context) return fail(context.error());
    std::mt19937 random(5);
    std::vector<float> values(static_cast<std::size_t>(built->engine.tensors[built->engine.inputs[0].tensor].dims.volume()));
    for (float& value : values) value = std::uniform_real_distribution<float>(-2, 2)(random);
    if (const Status set = (*context)->setInput(0, std::as_bytes(std::span(values))); !set) return fail(set.error());
    if (const Status ran = (*context)->run(); !ran) return fail(ran.error());
    std::vector<ConstantPtr> out;
    for (std::size_t i = 0; i < built->engine.outputs.size(); ++i) {
        HostTensor value = HostTensor::make(DataType::Float, (*context)->outputDims(static_cast<int>(i)));
        if (const Status read = (*context)->readOutput(static_cast<int>(i), value.bytes); !read) return fail(read.error());
        out.push_back(Constant::own(value.view.type, value.view.dims, std::move(value.bytes)));
    }
    return out;
}

/// Length of the difference, over that of the truth.
double normError(std::span<const float> actual, std::span<const float> truth) {
    double difference = 0, length = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        difference += std::pow(static_cast<double>(actual[i]) - static_cast<double>(truth[i]), 2);
        length += std::pow(static_cast<double>(truth[i]), 2);
    }
    return std::sqrt(difference / length);
}

}  // namespace

class FixedDefectsTest : public QObject {
    Q_OBJECT
private slots:
    void everyPrecisionAtEveryLevel_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("fp16");
        QTest::addColumn<int>("level");
        QTest::addColumn<double>("tolerance");
        for (const Defect& defect : kDefects)
            for (int level = 0; level <= 5; ++level) {
                // Sums of at most 400 products in another order; Winograd's transforms lose a few more bits.
                QTest::addRow("%s, FP32, level %d", defect.name, level) << QByteArray(defect.text) << false << level << 1e-5;
                // A sum in another order is rounded to the other neighbour now and then: 2^-11 of a value at most.
                QTest::addRow("%s, FP16, level %d", defect.name, level) << QByteArray(defect.text) << true << level << 5e-4;
                // Sums of integers are exact; what follows them is the same arithmetic.
                QTest::addRow("%s, INT8, level %d", defect.name, level) << QByteArray(defect.quantised) << false << level << 1e-6;
            }
    }

    void everyPrecisionAtEveryLevel() {
        QFETCH(QByteArray, text);
        QFETCH(bool, fp16);
        QFETCH(int, level);
        QFETCH(double, tolerance);
        const Network network = parsed(text.constData());
        const PrecisionOptions precision{.fp16 = fp16};
        const auto truth = outputsOf(network, "reference", 0, precision);
        QVERIFY2(truth.has_value(), truth ? "" : truth.error().text().c_str());
        const auto actual = outputsOf(network, "cpu", level, precision);
        QVERIFY2(actual.has_value(), actual ? "" : actual.error().text().c_str());
        QCOMPARE(actual->size(), truth->size());
        for (std::size_t i = 0; i < truth->size(); ++i) {
            const double error = normError((*actual)[i]->floats(), (*truth)[i]->floats());
            QVERIFY2(error <= tolerance, qPrintable(QStringLiteral("output %1: %2").arg(i).arg(error)));
        }
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::FixedDefectsTest)
#include "fixed_defects_test.moc"
