// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/plane_convolution.h"

#include "kernels/reference/convolution.h"
#include "kernels/reference/pointwise.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

namespace {

/// Values that are eighths: with fewer than 2^12 products of these, sums are exact in any order.
void fillEighths(const Tensor& tensor, std::mt19937& random) {
    std::uniform_int_distribution<int> eighths(-16, 16);
    const TensorView view = tensor;
    for (std::int64_t i = 0; i < view.volume(); ++i) view.as<float>()[i] = static_cast<float>(eighths(random)) / 8;
}

struct Case {
    const char* name;
    Dims in;
    std::int64_t channelsOut;
};

constexpr Case kCases[] = {
    {"one pixel", {1, 5, 1, 1}, 1},        {"part of a vector", {2, 7, 1, 3}, 4},   {"parts of tiles", {1, 20, 13, 13}, 35},
    {"whole tiles", {1, 16, 16, 32}, 12},  {"many chunks", {1, 9, 40, 52}, 8},      {"few pixels, many channels", {1, 33, 3, 3}, 200}, {"blocks of channels", {1, 300, 9, 11}, 31},
    {"one axis", {3, 12, 50}, 20},         {"three axes", {2, 6, 5, 6, 7}, 3},      {"no channels in", {1, 0, 4, 4}, 2},
};

Dims outputOf(const Case& c) {
    Dims out = c.in;
    out[1] = c.channelsOut;
    return out;
}

Dims weightsOf(const Case& c) {
    Dims out = Dims::filled(c.in.rank, 1);
    out[0] = c.channelsOut;
    out[1] = c.in[1];
    return out;
}

cpu::PlaneConvolutionArgs argsOf(const Case& c) { return {Dims::filled(c.in.rank - 2, 1), Dims::filled(c.in.rank - 2, 0)}; }

/// What the definition gives.
void convolve(const Case& c, const Tensor& in, const Tensor& weights, const TensorView* bias, const Tensor& out) {
    const Dims one = Dims::filled(c.in.rank - 2, 1), none = Dims::filled(c.in.rank - 2, 0);
    QCOMPARE(reference::convolution(in, weights, bias, out, {one, one, none, none, 1}), KernelStatus::Ok);
}

}  // namespace

class PlaneConvolutionTest : public QObject {
    Q_OBJECT

private slots:
    void equalsDefinition_data();
    void equalsDefinition();
    void epilogue();
    void refusals();
};

void PlaneConvolutionTest::equalsDefinition_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < std::size(kCases); ++i) QTest::newRow(kCases[i].name) << static_cast<int>(i);
}

void PlaneConvolutionTest::equalsDefinition() {
    QFETCH(int, index);
    const Case& c = kCases[index];
    std::mt19937 random(17);
    const Tensor in(DataType::Float, c.in), weights(DataType::Float, weightsOf(c)), bias(DataType::Float, Dims{c.channelsOut});
    for (const Tensor* t : {&in, &weights, &bias}) fillEighths(*t, random);
    const TensorView b = bias;
    const Tensor expected(DataType::Float, outputOf(c));
    for (const TensorView* given : {&b, static_cast<const TensorView*>(nullptr)}) {
        convolve(c, in, weights, given, expected);
        for (const cpu::Isa isa : availableIsas())
            for (const int threads : {1, 2, 3}) {
                const Tensor actual(DataType::Float, outputOf(c));
                const auto plan = cpu::PlaneConvolutionPlan::make(in, weights, given, actual, argsOf(c), isa);
                QVERIFY(plan);
                QCOMPARE(plan->run(in, actual, {}, threads), KernelStatus::Ok);
                const QString text = difference(actual, expected);
                QVERIFY2(text.isEmpty(), qPrintable(describe(c.in, {}, isa, threads) + text));
            }
    }
}

void PlaneConvolutionTest::epilogue() {
    std::mt19937 random(18);
    PointwiseProgram program;  // relu(x + residual)
    program.steps[0] = {.op = PointwiseOp::Input, .a = 0};
    program.steps[1] = {.op = PointwiseOp::Input, .a = 1};
    program.steps[2] = {.op = PointwiseOp::Sum, .a = 0, .b = 1};
    program.steps[3] = {.op = PointwiseOp::Relu, .a = 2};
    program.stepCount = 4;
    program.inputCount = 2;
    for (const Case& c : {kCases[2], kCases[4], kCases[5]}) {
        const Tensor in(DataType::Float, c.in), weights(DataType::Float, weightsOf(c)), residual(DataType::Float, outputOf(c));
        for (const Tensor* t : {&in, &weights, &residual}) fillEighths(*t, random);
        const Tensor plain(DataType::Float, outputOf(c)), expected(DataType::Float, outputOf(c));
        convolve(c, in, weights, nullptr, plain);
        const TensorView operands[] = {plain, residual};
        QCOMPARE(reference::pointwise(program, operands, expected), KernelStatus::Ok);
        for (const cpu::Isa isa : availableIsas())
            for (const int threads : {1, 2}) {
                const Tensor actual(DataType::Float, outputOf(c));
                const auto plan = cpu::PlaneConvolutionPlan::make(in, weights, nullptr, actual, argsOf(c), isa);
                const TensorView described[] = {actual, residual};
                const auto tail = cpu::PointwisePlan::make(program, described, actual, isa);
                QVERIFY(plan && tail);
                const void* const others[] = {residual.view().data};
                QCOMPARE(plan->run(in, actual, {&*tail, others}, threads), KernelStatus::Ok);
                const QString text = difference(actual, expected);
                QVERIFY2(text.isEmpty(), qPrintable(describe(c.in, {}, isa, threads) + text));
            }
    }
}

void PlaneConvolutionTest::refusals() {
    const Tensor in(DataType::Float, Dims{1, 8, 6, 6}), out(DataType::Float, Dims{1, 4, 6, 6}), half(DataType::Float, Dims{1, 4, 3, 3});
    const Tensor last(DataType::Float, Dims{1, 4, 6, 6}, Format::channelLast());
    const Tensor weights(DataType::Float, Dims{4, 8, 1, 1}), wide(DataType::Float, Dims{4, 8, 3, 3}), grouped(DataType::Float, Dims{4, 4, 1, 1});
    const Dims one{1, 1}, two{2, 2}, none{0, 0};
    constexpr cpu::Isa isa = cpu::Isa::Generic;
    QVERIFY(cpu::PlaneConvolutionPlan::takes(in, weights, nullptr, out, {one, none}, isa));
    QVERIFY(!cpu::PlaneConvolutionPlan::takes(in, wide, nullptr, out, {one, one}, isa));
    QVERIFY(!cpu::PlaneConvolutionPlan::takes(in, weights, nullptr, half, {two, none}, isa));
    QVERIFY(!cpu::PlaneConvolutionPlan::takes(in, grouped, nullptr, out, {one, none, 2}, isa));
    QVERIFY(!cpu::PlaneConvolutionPlan::takes(in, weights, nullptr, last, {one, none}, isa));
}

QTEST_APPLESS_MAIN(PlaneConvolutionTest)
#include "plane_convolution_test.moc"
