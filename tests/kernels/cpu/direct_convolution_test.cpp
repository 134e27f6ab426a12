// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/direct_convolution.h"

#include "kernels/reference/convolution.h"
#include "kernels/reference/pointwise.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

namespace {

int lanesOf(cpu::Isa isa) {
    if (isa == cpu::Isa::Avx512) return 16;
    return isa == cpu::Isa::Avx2 ? 8 : 4;
}

/// Values that are eighths: with fewer than 2^12 products of these, sums are exact in any order.
void fillEighths(const Tensor& tensor, std::mt19937& random) {
    std::uniform_int_distribution<int> eighths(-16, 16);
    const TensorView view = tensor;
    for (std::int64_t i = 0; i < view.volume(); ++i) view.as<float>()[i] = static_cast<float>(eighths(random)) / 8;
}

struct Case {
    const char* name;
    Dims in, weights;
    Dims stride, dilation, pad;
    int groups = 1;
};

Dims outputOf(const Case& c) {
    Dims out = c.in;
    out[1] = c.weights[0];
    for (int i = 2; i < out.rank; ++i) {
        const std::int64_t span = c.in[i] + 2 * c.pad[i - 2] - ((c.weights[i] - 1) * c.dilation[i - 2] + 1);
        out[i] = span / c.stride[i - 2] + 1;
    }
    return out;
}

const Case kCases[] = {
    {"per pixel", {2, 20, 13, 13}, {35, 20, 1, 1}, {1, 1}, {1, 1}, {0, 0}},
    {"per pixel, one chunk", {1, 64, 7, 7}, {128, 64, 1, 1}, {1, 1}, {1, 1}, {0, 0}},
    {"per pixel, many chunks", {1, 16, 40, 52}, {16, 16, 1, 1}, {1, 1}, {1, 1}, {0, 0}},
    {"per pixel, stride", {1, 32, 15, 14}, {48, 32, 1, 1}, {2, 2}, {1, 1}, {0, 0}},
    {"per pixel, padding", {1, 8, 5, 6}, {16, 8, 1, 1}, {1, 1}, {1, 1}, {1, 2}},
    {"3x3", {2, 17, 9, 11}, {33, 17, 3, 3}, {1, 1}, {1, 1}, {1, 1}},
    {"3x3, stride", {1, 32, 26, 27}, {64, 32, 3, 3}, {2, 2}, {1, 1}, {1, 1}},
    {"first layer", {1, 3, 40, 41}, {16, 3, 3, 3}, {2, 2}, {1, 1}, {1, 1}},
    {"7x7, wide row", {1, 3, 12, 300}, {24, 3, 7, 7}, {2, 1}, {1, 1}, {3, 3}},
    {"dilation", {1, 16, 12, 13}, {16, 16, 3, 3}, {1, 1}, {3, 4}, {3, 4}},
    {"padding beyond the kernel", {1, 5, 2, 3}, {7, 5, 3, 3}, {1, 1}, {1, 1}, {4, 5}},
    {"kernel wider than the input", {1, 4, 3, 2}, {8, 4, 3, 5}, {1, 1}, {1, 1}, {1, 2}},
    {"groups", {1, 64, 10, 9}, {128, 16, 3, 3}, {1, 1}, {1, 1}, {1, 1}, 4},
    {"one axis", {2, 12, 50}, {20, 12, 5}, {1}, {2}, {4}},
    {"three axes", {1, 9, 5, 6, 7}, {18, 9, 3, 3, 3}, {1, 2, 1}, {1, 1, 1}, {1, 1, 1}},
};

}  // namespace

class DirectConvolutionTest : public QObject {
    Q_OBJECT

private slots:
    void equalsDefinition_data();
    void equalsDefinition();
    void epilogue();
    void emptyBatch();
    void refusals();
};

void DirectConvolutionTest::equalsDefinition_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < std::size(kCases); ++i) QTest::newRow(kCases[i].name) << static_cast<int>(i);
}

void DirectConvolutionTest::equalsDefinition() {
    QFETCH(int, index);
    const Case& c = kCases[index];
    std::mt19937 random(7);
    const Tensor in(DataType::Float, c.in), weights(DataType::Float, c.weights), bias(DataType::Float, Dims{c.weights[0]});
    for (const Tensor* t : {&in, &weights, &bias}) fillEighths(*t, random);
    const TensorView b = bias;
    const Tensor expected(DataType::Float, outputOf(c));
    for (const TensorView* given : {&b, static_cast<const TensorView*>(nullptr)}) {
        QCOMPARE(reference::convolution(in, weights, given, expected, {c.stride, c.dilation, c.pad, c.pad, c.groups}), KernelStatus::Ok);
        for (const cpu::Isa isa : availableIsas()) {
            const Format blocked = Format::channelBlocked(lanesOf(isa)), last = Format::channelLast();
            for (const Format from : {Format::linear(), last, blocked})
                for (const Format to : {last, blocked})
                    for (const int threads : {1, 2, 3}) {
                        const Tensor formatted = inFormat(in, from);
                        const Tensor actual(DataType::Float, outputOf(c), to);
                        const auto plan = cpu::DirectConvolutionPlan::make(formatted, weights, given, actual,
                                                                           {c.stride, c.dilation, c.pad, c.groups}, isa);
                        QVERIFY(plan);
                        QCOMPARE(plan->run(formatted, actual, {}, threads), KernelStatus::Ok);
                        const QString text = difference(actual, expected);
                        QVERIFY2(text.isEmpty(), qPrintable(describe(c.in, to, isa, threads) + text));
                    }
        }
    }
}

void DirectConvolutionTest::epilogue() {
    std::mt19937 random(8);
    PointwiseProgram program;  // exp(clip(x + residual)), so that padding lanes would not stay zero by themselves
    program.steps[0] = {.op = PointwiseOp::Input, .a = 0};
    program.steps[1] = {.op = PointwiseOp::Input, .a = 1};
    program.steps[2] = {.op = PointwiseOp::Sum, .a = 0, .b = 1};
    program.steps[3] = {.op = PointwiseOp::Clip, .a = 2, .alpha = -1, .beta = 1};
    program.steps[4] = {.op = PointwiseOp::Exp, .a = 3};
    program.stepCount = 5;
    program.inputCount = 2;
    for (const Case& c : {kCases[0], kCases[2], kCases[5], kCases[14]}) {
        const Dims dims = outputOf(c);
        const Tensor in(DataType::Float, c.in), weights(DataType::Float, c.weights), residual(DataType::Float, dims);
        for (const Tensor* t : {&in, &weights, &residual}) fillEighths(*t, random);
        const Tensor plain(DataType::Float, dims), expected(DataType::Float, dims);
        QCOMPARE(reference::convolution(in, weights, nullptr, plain, {c.stride, c.dilation, c.pad, c.pad, c.groups}), KernelStatus::Ok);
        const TensorView operands[] = {plain, residual};
        QCOMPARE(reference::pointwise(program, operands, expected), KernelStatus::Ok);
        for (const cpu::Isa isa : availableIsas())
            for (const Format format : {Format::channelLast(), Format::channelBlocked(lanesOf(isa))})
                for (const int threads : {1, 2}) {
                    const Tensor formatted = inFormat(in, format), other = inFormat(residual, format);
                    const Tensor actual(DataType::Float, dims, format);
                    const auto plan = cpu::DirectConvolutionPlan::make(formatted, weights, nullptr, actual,
                                                                       {c.stride, c.dilation, c.pad, c.groups}, isa);
                    const TensorView described[] = {actual, other};
                    const auto tail = cpu::PointwisePlan::make(program, described, actual, isa);
                    QVERIFY(plan && tail);
                    const void* const others[] = {other.view().data};
                    QCOMPARE(plan->run(formatted, actual, {&*tail, others}, threads), KernelStatus::Ok);
                    const QString text = difference(actual, expected, 0, 1e-6);  // of the exponential; the sums are exact
                    QVERIFY2(text.isEmpty(), qPrintable(describe(dims, format, isa, threads) + text));
                }
    }
}

void DirectConvolutionTest::emptyBatch() {
    const Tensor in(DataType::Float, Dims{0, 4, 5, 5}, Format::channelLast()), out(DataType::Float, Dims{0, 8, 5, 5}, Format::channelLast());
    const Tensor weights(DataType::Float, Dims{8, 4, 1, 1});
    const auto plan = cpu::DirectConvolutionPlan::make(in, weights, nullptr, out, {Dims{1, 1}, Dims{1, 1}, Dims{0, 0}}, cpu::Isa::Generic);
    QVERIFY(plan);
    QCOMPARE(plan->run(in, out, {}, 2), KernelStatus::Ok);
}

void DirectConvolutionTest::refusals() {
    const Format last = Format::channelLast();
    const Tensor in(DataType::Float, Dims{1, 8, 6, 6}, last), out(DataType::Float, Dims{1, 8, 6, 6}, last), linear(DataType::Float, Dims{1, 8, 6, 6});
    const Tensor narrow(DataType::Float, Dims{8, 2, 1, 1}), dense(DataType::Float, Dims{8, 8, 1, 1}), odd(DataType::Float, Dims{8, 7, 1, 1});
    const Dims one{1, 1}, none{0, 0};
    QVERIFY(cpu::DirectConvolutionPlan::takes(in, dense, nullptr, out, {one, one, none}, cpu::Isa::Generic));
    QVERIFY(!cpu::DirectConvolutionPlan::takes(in, narrow, nullptr, out, {one, one, none, 4}, cpu::Isa::Generic));
    QVERIFY(!cpu::DirectConvolutionPlan::takes(in, odd, nullptr, out, {one, one, none}, cpu::Isa::Generic));
    QVERIFY(!cpu::DirectConvolutionPlan::takes(in, dense, nullptr, linear, {one, one, none}, cpu::Isa::Generic));
    QVERIFY(!cpu::DirectConvolutionPlan::takes(in, dense, nullptr, out, {Dims{1}, one, none}, cpu::Isa::Generic));
}

QTEST_APPLESS_MAIN(DirectConvolutionTest)
#include "direct_convolution_test.moc"
