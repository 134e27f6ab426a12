// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"
#include "engine/precision/assign.h"
#include "engine/precision/single_precision.h"
#include "engine/layers/layer_table.h"
#include "engine/network/text.h"
#include "engine/network/verify.h"
#include "kernels/api/half.h"

#include <QtTest>

#include <limits>

namespace planscope::precision_tests {
namespace {

using precision::Assignment;

Network parsed(std::string_view text) {
    auto network = parseNetwork(text, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

Result<Assignment> assigned(std::string_view text, const PrecisionOptions& options) {
    auto out = precision::assignPrecision(parsed(text), options);
    if (out)
        if (const Status status = verify(out->network); !status) return fail(status.error());
    return out;
}

/// "conv f16; soft f32": what became of the layers, casts left out.
std::string summary(const Assignment& assignment) {
    std::string out;
    for (const precision::AssignedLayer& row : assignment.layers)
        if (!row.layer.starts_with("Cast of")) out += (out.empty() ? "" : "; ") + row.layer + ' ' + row.actual;
    return out;
}

int castCount(const Assignment& assignment) {
    return static_cast<int>(std::ranges::count_if(assignment.layers, [](const auto& row) { return row.layer.starts_with("Cast of"); }));
}

constexpr const char* kConvolution = "input x f32[1,4,8,8]\n"
                                     "const w f32[4,4,3,3] random=1\n"
                                     "layer conv convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} %1-> c f32[1,4,8,8]\n"
                                     "layer act activation(c) {kind=relu} -> r f32[1,4,8,8]\n"
                                     "output y = r\n";

std::string convolution(const char* wants) { return QString(kConvolution).arg(wants).toStdString(); }

}  // namespace

class AssignTest : public QObject {
    Q_OBJECT
private slots:
    void decides_data();
    void decides();
    void keepsWhatPeopleBind();
    void sharesCastsAndRoundsWeightsOnce();
    void dissolvesCastsOfTheModel();
    void halfModelsComputeInSingleBeforePasses();
    void countsWeightsThatHalfCannotHold();
    void refusesWhenItMustObey();
    void keepsExtentsOpen();
};

void AssignTest::decides_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<PrecisionOptions>("options");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<int>("casts");

    const PrecisionOptions half{.fp16 = true}, tf32{.tf32 = true}, both{.fp16 = true, .tf32 = true}, single{};
    const PrecisionOptions prefer{.fp16 = true, .constraints = PrecisionConstraints::Prefer};
    const auto plain = QString::fromStdString(convolution(""));
    QTest::newRow("FP32 alone") << plain << single << "conv f32; act f32" << 0;
    QTest::newRow("FP16: casts at both ends") << plain << half << "conv f16; act f16" << 2;
    QTest::newRow("TF32: products only") << plain << tf32 << "conv tf32; act f32" << 0;
    QTest::newRow("FP16 is less than TF32") << plain << both << "conv f16; act f16" << 2;
    QTest::newRow("one layer kept in FP32") << QString::fromStdString(convolution("wants f32 ")) << prefer << "conv f32; act f16" << 2;
    QTest::newRow("requests without constraints") << QString::fromStdString(convolution("wants f32 ")) << half << "conv f16; act f16" << 2;
    QTest::newRow("FP32 result of an FP16 layer") << QString::fromStdString(convolution("wants any[f32] ")) << prefer << "conv f16; act f16" << 3;
    QTest::newRow("FP16 that is not allowed") << QString::fromStdString(convolution("wants f16 "))
                                             << PrecisionOptions{.constraints = PrecisionConstraints::Prefer} << "conv f32; act f32" << 0;
    QTest::newRow("integers") << "input i i32[4]\nlayer neg unary(i) {kind=neg} -> n i32[4]\noutput n\n" << half << "neg i32" << 0;
    QTest::newRow("truth values of real numbers")
        << "input a f32[4]\ninput b f32[4]\nlayer more elementwise(a, b) {kind=greater} -> t bool[4]\noutput t\n" << half << "more f16" << 2;
    QTest::newRow("quantisation as a program")
        << "input x f32[4]\nlayer q pointwise(x) {program=\"cast(round(div(i0, 0.5)), u8)\"} -> i u8[4]\noutput i\n" << half << "q f32" << 0;
    QTest::newRow("quantisation stays single")
        << "input x f32[4]\nconst s f32[] = [0.5]\nlayer q quantize(x, s) -> i i8[4]\nlayer d dequantize(i, s) -> y f32[4]\n"
           "layer act activation(y) {kind=relu} -> r f32[4]\noutput r\n"
        << half << "q i8; d i8; act f16" << 2;
}

void AssignTest::decides() {
    QFETCH(QString, text);
    QFETCH(PrecisionOptions, options);
    QFETCH(QString, expected);
    QFETCH(int, casts);
    const auto out = assigned(text.toStdString(), options);
    QVERIFY2(out, out ? "" : out.error().text().c_str());
    QCOMPARE(QString::fromStdString(summary(*out)), expected);
    QCOMPARE(castCount(*out), casts);
    for (const NetworkOutput& output : out->network.outputs()) QVERIFY(out->network.tensor(output.tensor).type != DataType::Half);
    QVERIFY(std::ranges::all_of(out->layers, [](const auto& row) { return !row.reason.empty(); }));
}

void AssignTest::keepsWhatPeopleBind() {
    const PrecisionOptions prefer{.fp16 = true, .constraints = PrecisionConstraints::Prefer};
    const auto out = assigned(convolution("wants any[f32] "), prefer);
    QVERIFY2(out, out ? "" : out.error().text().c_str());
    const std::string text = printNetwork(out->network);
    QVERIFY2(text.find("in f16_to_f32 wants any[f32] -> c f32[1,4,8,8]") != std::string::npos, text.c_str());
    QVERIFY2(text.find("in f16 -> r f16[1,4,8,8]") != std::string::npos, text.c_str());
    QCOMPARE(out->layers[1].requested, std::string("any[f32]"));
    QVERIFY(out->warnings.size() <= 1);  // of small weights at most
}

void AssignTest::sharesCastsAndRoundsWeightsOnce() {
    const auto out = assigned("input x f32[2,3]\nconst w f32[3,3] random=4\n"
                              "layer a matrix_multiply(x, w) -> p f32[2,3]\nlayer b matrix_multiply(x, w) -> q f32[2,3]\n"
                              "layer c elementwise(p, q) {kind=sum} -> s f32[2,3]\noutput s\noutput p\n",
                              {.fp16 = true});
    QVERIFY2(out, out ? "" : out.error().text().c_str());
    QCOMPARE(castCount(*out), 3);  // of x for both readers, and of the two outputs
    int constants = 0;
    for (std::size_t i = 0; i < out->network.tensorCount(); ++i) {
        const Tensor& tensor = out->network.tensor(TensorId(i));
        constants += tensor.constant != nullptr;
        if (tensor.constant) QVERIFY(tensor.type == DataType::Half);
    }
    QCOMPARE(constants, 1);
}

void AssignTest::dissolvesCastsOfTheModel() {
    const auto out = assigned("input x f16[4]\nlayer up cast(x) {to=f32} -> f f32[4]\nlayer act activation(f) {kind=tanh} -> t f32[4]\n"
                              "layer down cast(t) {to=f16} -> y f16[4]\noutput y\n",
                              {.fp16 = true});
    QVERIFY2(out, out ? "" : out.error().text().c_str());
    QCOMPARE(QString::fromStdString(summary(*out)), QString("act f16"));
    QCOMPARE(out->network.layerCount(), 1U);
}

void AssignTest::halfModelsComputeInSingleBeforePasses() {
    const Network half = parsed("input x f16[4]\nconst w f16[4] = [15360,15361,0,1]\nlayer a elementwise(x, w) {kind=sum} -> s f16[4]\n"
                                "layer up cast(s) {to=f32} -> f f32[4]\nlayer b activation(f) {kind=tanh} -> t f32[4]\n"
                                "layer down cast(t) {to=f16} -> y f16[4]\noutput y\noutput f\n");
    QVERIFY(precision::hasHalf(half));
    const auto single = precision::inSinglePrecision(half);
    QVERIFY2(single, single ? "" : single.error().text().c_str());
    const std::string text = printNetwork(*single);
    QVERIFY2(text.find("layer a elementwise(\"x (f32)\", w) {kind=sum} -> s f32[4]") != std::string::npos, text.c_str());
    QVERIFY2(text.find("layer b activation(s) ") != std::string::npos, text.c_str());
    QVERIFY(single->tensor(single->outputs()[0].tensor).type == DataType::Half && single->tensor(single->outputs()[1].tensor).type == DataType::Float);
    QCOMPARE(single->layerCount(), 4U);  // and a cast at either end
    const auto again = precision::assignPrecision(*single, {.fp16 = true});
    QVERIFY2(again, again ? "" : again.error().text().c_str());
    QCOMPARE(QString::fromStdString(summary(*again)), QString("a f16; b f16"));
    QCOMPARE(again->network.layerCount(), 3U);  // and a cast of f
}

void AssignTest::countsWeightsThatHalfCannotHold() {
    const auto out = assigned("input x f32[6]\nconst w f32[6] = [1, 65519, 65520, -1e20, 1e-5, 1e-9]\n"
                              "layer add elementwise(x, w) {kind=sum} -> y f32[6]\noutput y\n",
                              {.fp16 = true});
    QVERIFY2(out, out ? "" : out.error().text().c_str());
    const auto row = std::ranges::find(out->layers, "add", &precision::AssignedLayer::layer);
    QCOMPARE(row->weights.total, 6);
    QCOMPARE(row->weights.infinite, 2);
    QCOMPARE(row->weights.subnormal, 1);
    QCOMPARE(row->weights.zero, 1);
    QCOMPARE(out->warnings.size(), 2U);
    QVERIFY(out->warnings[0].text().find("of 6 weights 2 exceed 65504") != std::string::npos);
    for (std::size_t i = 0; i < out->network.tensorCount(); ++i)
        if (const ConstantPtr& value = out->network.tensor(TensorId(i)).constant) {
            const auto halves = value->as<std::uint16_t>();
            QVERIFY(floatFromHalf(halves[1]) == 65504.0F);
            QVERIFY(floatFromHalf(halves[2]) == std::numeric_limits<float>::infinity());
        }
}

void AssignTest::refusesWhenItMustObey() {
    struct Row {
        const char* wants;
        PrecisionOptions options;
        const char* sentence;
    };
    const PrecisionOptions obey{.constraints = PrecisionConstraints::Obey}, obeyHalf{.fp16 = true, .constraints = PrecisionConstraints::Obey};
    const Row rows[] = {{"wants f16 ", obey, "it cannot be computed in f16: FP16 is not allowed"},
                        {"wants i8 ", obeyHalf, "it cannot be computed in i8: nothing says how its numbers are quantised"},
                        {"wants i32 ", obeyHalf, "it cannot be computed in i32: its numbers are not of that type"},
                        {"wants any[f16] ", obey, "output 0 cannot be kept as f16: FP16 is not allowed"},
                        {"wants any[i8] ", obeyHalf, "output 0 cannot be kept as i8: its numbers are not of that type"}};
    for (const Row& row : rows) {
        const auto bound = assigned(convolution(row.wants), row.options);
        QVERIFY2(!bound, row.wants);
        QVERIFY2(bound.error().text().find(row.sentence) != std::string::npos, bound.error().text().c_str());
        QVERIFY2(bound.error().text().find("layer 'conv'") != std::string::npos, bound.error().text().c_str());
        PrecisionOptions preferred = row.options;
        preferred.constraints = PrecisionConstraints::Prefer;
        const auto tried = assigned(convolution(row.wants), preferred);
        QVERIFY2(tried, tried ? "" : tried.error().text().c_str());
        QVERIFY(!tried->warnings.empty() && tried->warnings[0].text().find(row.sentence) != std::string::npos);
    }
}

void AssignTest::keepsExtentsOpen() {
    const auto out = assigned("input x f32[batch,4]\nconst w f32[4,4] random=1\nlayer p matrix_multiply(x, w) -> y f32[batch,4]\noutput y\n",
                              {.fp16 = true});
    QVERIFY2(out, out ? "" : out.error().text().c_str());
    const std::string text = printNetwork(out->network);
    QVERIFY2(text.find("layer p matrix_multiply(\"x (f16)\", \"w (f16)\")") != std::string::npos, text.c_str());
    QVERIFY2(text.find("in f16 -> y f16[batch,4]") != std::string::npos, text.c_str());
}

}  // namespace planscope::precision_tests

QTEST_APPLESS_MAIN(planscope::precision_tests::AssignTest)
#include "assign_test.moc"
