// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"  // first: moc 6.4 stumbles over <compare> when it opens a file
#include "engine/layers/layer_table.h"
#include "engine/network/evaluate.h"
#include "engine/network/text.h"
#include "engine/safe_plan/host_session.h"
#include "engine/safe_plan/safe_plan.h"
#include "kernels/api/half.h"

#include <QtTest>

#include <cmath>
#include <random>

namespace planscope::safe_plan_tests {
namespace {

using safe_plan::HostSession;

/// A network, and how far results may be from the oracle, relative to the largest of them. Sums in single precision against sums in
/// double: a few rounding errors of 2^-24 per product; FP16: one unit of 2^-11 where that falls on a border.
struct Row {
    const char* name;
    const char* text;
    double tolerance;
};

constexpr double kExact = 0, kSingle = 2e-6, kHalf = 1e-3;

constexpr Row kRows[] = {
    {"convolution", "input x f32[2,5,9,7]\nconst w f32[18,5,3,3] random=1\nconst b f32[18] random=2\n"
                    "layer c convolution(x, w, b) {stride=[2,1], prePadding=[1,2], postPadding=[1,0]} -> y\noutput y\n", kSingle},
    {"convolution, dilated", "input x f32[1,3,11,40]\nconst w f32[4,3,3,2] random=1\nlayer c convolution(x, w) {dilation=[2,3]} -> y\noutput y\n", kSingle},
    {"convolution, groups", "input x f32[1,8,6,6]\nconst w f32[12,2,3,3] random=1\nlayer c convolution(x, w) {groups=4} -> y\noutput y\n", kSingle},
    {"convolution, 1x1", "input x f32[1,40,7,7]\nconst w f32[33,40,1,1] random=1\nlayer c convolution(x, w) -> y\noutput y\n", kSingle},
    {"convolution, depthwise", "input x f32[2,6,9,21]\nconst w f32[6,1,3,3] random=1\nconst b f32[6] random=3\n"
                               "layer c convolution(x, w, b) {groups=6, stride=[2,2], prePadding=[1,1], postPadding=[1,1]} -> y\noutput y\n", kSingle},
    {"convolution, depthwise stride 1", "input x f32[1,3,20,33]\nconst w f32[3,1,5,5] random=1\n"
                                        "layer c convolution(x, w) {groups=3, prePadding=[2,2], postPadding=[2,2]} -> y\noutput y\n", kSingle},
    {"convolution, residual", "input x f32[1,4,8,8]\ninput r f32[1,20,8,8]\nconst w f32[20,4,1,1] random=1\n"
                              "layer c convolution(x, w; r) then \"relu(sum(i0, i1))\" -> y\noutput y\n", kSingle},
    {"convolution, f16", "input x f16[1,5,9,9]\nconst w f32[18,5,3,3] random=1\nconst b f32[18] random=2\n"
                         "layer c convolution(x, w, b) {prePadding=[1,1], postPadding=[1,1]} in f16 -> y\noutput y\n", kHalf},
    {"convolution, i8", "input x i8[1,70,5,5]\nconst w i8[20,70,3,3] random=1\nlayer c convolution(x, w) {prePadding=[1,1], postPadding=[1,1]} -> y\noutput y\n", kExact},
    {"convolution, u8 with a zero point", "input x u8[1,200,4,4]\nconst w i8[16,200,3,3] random=1\n"
                                          "layer c convolution(x, w) {inputZeroPoint=128, prePadding=[1,1], postPadding=[1,1]} -> y\noutput y\n", kExact},
    {"convolution, i8 depthwise", "input x i8[1,5,9,9]\nconst w i8[5,1,3,3] random=1\nlayer c convolution(x, w) {groups=5} -> y\noutput y\n", kExact},
    {"matrix, constant", "input x f32[17,30]\nconst w f32[30,37] random=1\nconst b f32[37] random=2\nlayer m matrix_multiply(x, w, b) -> y\noutput y\n", kSingle},
    {"matrix, transposed", "input x f32[30,19]\nconst w f32[37,30] random=1\nlayer m matrix_multiply(x, w) {opA=transpose, opB=transpose} -> y\noutput y\n", kSingle},
    {"matrix, batches", "input x f32[2,3,5,8]\ninput z f32[3,8,18]\nlayer m matrix_multiply(x, z) -> y\noutput y\n", kSingle},
    {"matrix, one row", "input x f32[1,600]\nconst w f32[600,50] random=1\nlayer m matrix_multiply(x, w) -> y\noutput y\n", 4e-6},
    {"matrix, i8", "input x i8[3,1500]\nconst w i8[1500,20] random=1\nlayer m matrix_multiply(x, w) -> y\noutput y\n", kExact},
    {"pooling, max", "input x f32[1,3,9,9]\nlayer p pooling(x) {kind=max, window=[3,3], stride=[2,2], prePadding=[1,1], postPadding=[1,1]} -> y\noutput y\n", kExact},
    {"pooling, average", "input x f32[2,3,9,8]\nlayer p pooling(x) {kind=average, window=[3,2], stride=[2,2], prePadding=[1,1], postPadding=[1,1], "
                         "averageCountExcludesPadding=false} -> y\noutput y\n", kSingle},
    {"pooling, i8", "input x i8[1,3,8,8]\nlayer p pooling(x) {kind=max, window=[2,2], stride=[2,2]} -> y\noutput y\n", kExact},
    {"softmax", "input x f32[2,5,7]\nlayer s softmax(x) {axis=1} -> y\noutput y\n", kSingle},
    {"softmax, f16", "input x f16[3,10]\nlayer s softmax(x) {axis=1} in f16 -> y\noutput y\n", kHalf},
    {"log softmax", "input x f32[2,9]\nlayer s softmax(x) {axis=1, log=true} -> y\noutput y\n", kSingle},
    {"reduce", "input x f32[2,3,4,5]\nlayer r reduce(x) {kind=avg, axes=12} -> y\noutput y\n", kSingle},
    {"reduce, max", "input x f32[2,3,4]\nlayer r reduce(x) {kind=max, axes=2, keepDims=true} -> y\noutput y\n", kExact},
    {"slice", "input x f32[2,8,9]\nlayer s slice(x) {start=[1,6,0], size=[1,3,4], stride=[1,-2,2]} -> y\noutput y\n", kExact},
    {"slice, pads", "input x f32[1,2,3,4]\nlayer s slice(x) {start=[0,0,-1,-2], size=[1,2,5,8], mode=fill, fillValue=1.5} -> y\noutput y\n", kExact},
    {"concatenation", "input x f32[2,3,4]\ninput z f32[2,5,4]\nlayer c concatenation(x, z, x) {axis=1} -> y\noutput y\n", kExact},
    {"gather", "input x f32[3,6,2]\nconst i i32[4] = [5,-6,0,2]\nlayer g gather(x, i) {axis=1} -> y\noutput y\n", kExact},
    {"shuffle", "input x f32[2,3,4,5]\nlayer s shuffle(x) {firstTranspose=[0,2,1,3], hasReshape=true, reshape=[8,15], secondTranspose=[1,0]} -> y\noutput y\n", kExact},
    {"resize, linear", "input x f32[1,2,5,7]\nlayer r resize(x) {mode=linear, coordinateTransformation=half_pixel, outputDims=[1,2,10,9]} -> y\noutput y\n", kSingle},
    {"resize, nearest", "input x f32[1,2,5,7]\nlayer r resize(x) {outputDims=[1,2,11,14]} -> y\noutput y\n", kExact},
    {"pointwise", "input x f32[2,3,4,5]\nconst s f32[3,1,1] random=4\ninput z f32[2,1,4,1]\n"
                  "layer p pointwise(x, s, z) {program=\"max(prod(sigmoid(i0), i1), tanh(i2))\"} -> y\noutput y\n", kSingle},
    {"output of an input", "input x f32[4]\nlayer r activation(x) {kind=relu} -> y\noutput y\noutput same = x\noutput again = y\n", kExact},
    {"epilogue of a reduction", "input x f32[2,3,4]\nlayer r reduce(x) {kind=sum, axes=4} then \"relu(i0)\" -> y\noutput y\n", kSingle},
};

Network parsed(const std::string& body) {
    Result<Network> network = parseNetwork("network \"n\"\n" + body, layers::table());
    if (!network) qFatal("%s", network.error().text().c_str());
    return std::move(*network);
}

ConstantPtr randomValue(DataType type, const Dims& dims, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::byte> bytes(static_cast<std::size_t>(dims.volume()) * sizeOf(type));
    for (std::size_t i = 0; i < static_cast<std::size_t>(dims.volume()); ++i) {
        const float value = static_cast<float>(random() % 20001) / 5000 - 2;
        const std::uint16_t half = halfFromFloat(value);
        if (type == DataType::Float) std::memcpy(&bytes[i * 4], &value, 4);
        else if (type == DataType::Half) std::memcpy(&bytes[i * 2], &half, 2);
        else bytes[i] = static_cast<std::byte>(random());
    }
    return Constant::own(type, dims, std::move(bytes));
}

std::vector<double> numbersOf(const Constant& constant) {
    std::vector<double> out;
    for (std::int64_t i = 0; i < constant.dims().volume(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (constant.type() == DataType::Float) out.push_back(constant.floats()[at]);
        else if (constant.type() == DataType::Half) out.push_back(floatFromHalf(constant.as<std::uint16_t>()[at]));
        else if (constant.type() == DataType::Int32) out.push_back(constant.ints()[at]);
        else out.push_back(constant.as<std::int8_t>()[at]);
    }
    return out;
}

std::vector<ConstantPtr> runIn(HostSession::Runtime runtime, std::span<const std::byte> plan, const std::vector<ConstantPtr>& inputs) {
    auto host = HostSession::open(plan, {.runtime = runtime});
    if (!host) qFatal("%s", host.error().text().c_str());
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (!(*host)->setInput(i, inputs[i]->bytes())) qFatal("an input does not fit");
    if (const Status ran = (*host)->run(); !ran) qFatal("%s", ran.error().text().c_str());
    std::vector<ConstantPtr> out;
    for (std::size_t i = 0; i < (*host)->outputCount(); ++i) out.push_back((*host)->output(i));
    return out;
}

double largestOf(const std::vector<double>& values) {
    double largest = 1e-30;
    for (const double value : values) largest = std::max(largest, std::fabs(value));
    return largest;
}

std::string refusal(const char* body) {
    const auto plan = safe_plan::makeSafePlan(parsed(body), {});
    return plan ? std::string("accepted") : plan.error().message;
}

}  // namespace

class SafePlanTest : public QObject {
    Q_OBJECT
private slots:
    void agreesWithTheOracle_data();
    void agreesWithTheOracle();
    void listsAllRefusals();
    void isDeterministic();
    void keepsWhatItSaysOfItsOrigin();
    void standardPlansAreRefused();
};

void SafePlanTest::agreesWithTheOracle_data() {
    QTest::addColumn<int>("row");
    for (int i = 0; i < static_cast<int>(std::size(kRows)); ++i) QTest::newRow(kRows[i].name) << i;
}

void SafePlanTest::agreesWithTheOracle() {
    QFETCH(int, row);
    const Network network = parsed(kRows[row].text);
    const auto plan = safe_plan::makeSafePlan(network, {});
    QVERIFY2(plan, plan ? "" : plan.error().text().c_str());
    std::vector<ConstantPtr> inputs;
    for (const TensorId id : network.inputs()) inputs.push_back(randomValue(network.tensor(id).type, network.tensor(id).dims, static_cast<unsigned>(inputs.size() + 7)));
    const auto expected = evaluateNetwork(network, inputs);
    QVERIFY2(expected, expected ? "" : expected.error().text().c_str());
    const std::vector<ConstantPtr> safe = runIn(HostSession::Runtime::Safety, *plan, inputs), proxy = runIn(HostSession::Runtime::Proxy, *plan, inputs);
    QCOMPARE(safe.size(), expected->size());
    for (std::size_t i = 0; i < safe.size(); ++i) {
        QVERIFY(std::ranges::equal(safe[i]->bytes(), proxy[i]->bytes()));
        QVERIFY(safe[i]->type() == (*expected)[i]->type());
        const std::vector<double> got = numbersOf(*safe[i]), want = numbersOf(*(*expected)[i]);
        const double most = largestOf(want) * kRows[row].tolerance;
        for (std::size_t k = 0; k < got.size(); ++k)
            QVERIFY2(std::fabs(got[k] - want[k]) <= most, qPrintable(QStringLiteral("element %1: %2, expected %3").arg(k).arg(got[k], 0, 'g', 9).arg(want[k], 0, 'g', 9)));
    }
}

void SafePlanTest::listsAllRefusals() {
    const std::string text = refusal("input x f32[1,3,4,4]\nlayer a cumulative_sum(x) {axis=1} -> t\nlayer b pooling(t) {kind=max, window=[2,2], dilation=[2,2]} -> y\noutput y\n");
    QVERIFY2(text.find("2 layers cannot be part of a safe plan") != std::string::npos, text.c_str());
    QVERIFY2(text.find("layer 'a' (cumulative_sum): no safe kernel computes layers of this kind") != std::string::npos, text.c_str());
    QVERIFY2(text.find("layer 'b' (pooling): dilated windows have no safe kernel") != std::string::npos, text.c_str());
}

void SafePlanTest::isDeterministic() {
    const auto first = safe_plan::makeSafePlan(parsed(kRows[0].text), {}), second = safe_plan::makeSafePlan(parsed(kRows[0].text), {});
    QVERIFY(first && second && *first == *second);
}

void SafePlanTest::keepsWhatItSaysOfItsOrigin() {
    const auto plan = safe_plan::makeSafePlan(parsed(kRows[0].text), {.targetSm = 86, .modelHash = 1, .configHash = 2, .calibrationHash = 3});
    QVERIFY(plan && safe_plan::isSafePlan(*plan));
    const auto refused = HostSession::open(*plan, {.runtime = HostSession::Runtime::Safety});
    QVERIFY(!refused && refused.error().message.find("built for another device") != std::string::npos);
    const auto host = HostSession::open(*plan, {.runtime = HostSession::Runtime::Proxy});
    QVERIFY(host);
    QCOMPARE((*host)->meta().targetSm, 86U);
    QCOMPARE((*host)->meta().configHash, 2U);
    QVERIFY((*host)->meta().timeBoundNs > 0);
}

void SafePlanTest::standardPlansAreRefused() {
    const std::vector<std::byte> bytes(256);
    const auto refused = HostSession::open(bytes, {});
    QVERIFY(!refused && refused.error().message.find("do not begin like a plan") != std::string::npos);
}

}  // namespace planscope::safe_plan_tests

QTEST_APPLESS_MAIN(planscope::safe_plan_tests::SafePlanTest)
#include "safe_plan_test.moc"
