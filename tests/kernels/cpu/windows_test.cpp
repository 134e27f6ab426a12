// SPDX-License-Identifier: Apache-2.0
// Pooling and depthwise convolution: the kernels that slide windows over images.
#include "kernels/cpu/depthwise.h"
#include "kernels/cpu/pooling.h"
#include "kernels/reference/convolution.h"
#include "kernels/reference/pointwise.h"
#include "kernels/reference/pooling.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

namespace {

constexpr Format kFormats[] = {Format::linear(), Format::channelLast(), Format::channelLast(8), Format::channelBlocked(8),
                               Format::channelBlocked(16)};

struct Window {
    std::int64_t kernel, stride, pad, dilation;
};

/// Output extent; rounded up where `ceil`.
std::int64_t extent(std::int64_t in, const Window& w, bool ceil) {
    const std::int64_t span = in + 2 * w.pad - ((w.kernel - 1) * w.dilation + 1);
    return (ceil ? (span + w.stride - 1) / w.stride : span / w.stride) + 1;
}

}  // namespace

class WindowsTest : public QObject {
    Q_OBJECT

private slots:
    void pooling2d();
    void pooling1dAnd3d();
    void depthwise();
    void depthwiseEpilogue();
    void depthwiseRefusals();
};

void WindowsTest::pooling2d() {
    std::mt19937 random(21);
    for (const Dims& dims : {Dims{1, 3, 9, 11}, Dims{2, 17, 14, 7}, Dims{1, 64, 7, 7}, Dims{1, 24, 1, 30}, Dims{0, 4, 5, 5}, Dims{1, 32, 56, 57}})
        for (const Window w : {Window{3, 2, 1, 1}, Window{2, 2, 0, 1}, Window{3, 1, 1, 1}, Window{5, 3, 2, 1}, Window{7, 7, 3, 1}})
            for (const PoolingKind kind : {PoolingKind::Max, PoolingKind::Average})
                for (const int mode : {0, 1, 2, 3}) {
                    const bool excludes = mode % 2 == 0;
                    const Dims outDims{dims[0], dims[1], extent(dims[2], w, mode >= 2), extent(dims[3], w, mode >= 2)};
                    if (outDims[2] < 1 || outDims[3] < 1) continue;
                    const Tensor in(DataType::Float, dims);
                    fillRandom(in, random);
                    const Tensor expected(DataType::Float, outDims);
                    const Dims kernel{w.kernel, w.kernel};
                    const Dims stride{w.stride, w.stride};
                    const Dims pad{w.pad, w.pad};
                    QCOMPARE(reference::pooling(in, expected, {kind, kernel, stride, pad, pad, 0, excludes}), KernelStatus::Ok);
                    for (const Format format : kFormats)
                        for (const cpu::Isa isa : availableIsas())
                            for (const int threads : {1, 2}) {
                                const Tensor formatted = inFormat(in, format);
                                const Tensor actual(DataType::Float, outDims, format);
                                QCOMPARE(cpu::pooling(formatted, actual, {kind, kernel, stride, pad, pad, excludes}, {threads, isa}), KernelStatus::Ok);
                                const QString text = difference(actual, expected, kind == PoolingKind::Max ? 0 : 1e-6, 0);
                                QVERIFY2(text.isEmpty(), qPrintable(describe(dims, format, isa, threads) + QStringLiteral(" kernel %1 mode %2: ").arg(w.kernel).arg(mode) + text));
                            }
                }
}

void WindowsTest::pooling1dAnd3d() {
    std::mt19937 random(22);
    for (const Dims& dims : {Dims{2, 3, 5000}, Dims{1, 5, 6, 7, 9}})
        for (const PoolingKind kind : {PoolingKind::Max, PoolingKind::Average}) {
            const int spatial = dims.rank - 2;
            Dims outDims = dims;
            for (int i = 2; i < dims.rank; ++i) outDims[i] = extent(dims[i], {3, 2, 1, 1}, true);
            const Dims kernel = Dims::filled(spatial, 3);
            const Dims stride = Dims::filled(spatial, 2);
            const Dims pad = Dims::filled(spatial, 1);
            const Tensor in(DataType::Float, dims);
            fillRandom(in, random);
            const Tensor expected(DataType::Float, outDims);
            QCOMPARE(reference::pooling(in, expected, {kind, kernel, stride, pad, pad, 0, false}), KernelStatus::Ok);
            for (const cpu::Isa isa : availableIsas()) {
                const Tensor actual(DataType::Float, outDims);
                QCOMPARE(cpu::pooling(in, actual, {kind, kernel, stride, pad, pad, false}, {2, isa}), KernelStatus::Ok);
                const QString text = difference(actual, expected, kind == PoolingKind::Max ? 0 : 1e-6, 0);
                QVERIFY2(text.isEmpty(), qPrintable(describe(dims, {}, isa, 2) + text));
            }
        }
}

void WindowsTest::depthwise() {
    std::mt19937 random(23);
    for (const Dims& dims : {Dims{1, 3, 9, 11}, Dims{2, 17, 14, 7}, Dims{1, 64, 28, 29}, Dims{1, 8, 3, 40}, Dims{1, 2, 4, 150}, Dims{0, 4, 5, 5}})
        for (const Window w : {Window{3, 1, 1, 1}, Window{2, 1, 60, 120}, Window{2, 9, 60, 120}, Window{3, 2, 1, 1}, Window{5, 1, 2, 1}, Window{5, 2, 2, 1}, Window{3, 1, 2, 2}, Window{7, 2, 3, 1}}) {
            const Dims outDims{dims[0], dims[1], extent(dims[2], w, false), extent(dims[3], w, false)};
            const Tensor in(DataType::Float, dims);
            const Tensor weights(DataType::Float, Dims{dims[1], 1, w.kernel, w.kernel});
            const Tensor bias(DataType::Float, Dims{dims[1]});
            for (const Tensor* t : {&in, &weights, &bias}) fillRandom(*t, random);
            const TensorView b = bias;
            const Dims stride{w.stride, w.stride};
            const Dims dilation{w.dilation, w.dilation};
            const Dims pad{w.pad, w.pad};
            const Tensor expected(DataType::Float, outDims);
            QCOMPARE(reference::convolution(in, weights, &b, expected, {stride, dilation, pad, pad, static_cast<int>(dims[1])}), KernelStatus::Ok);
            for (const Format format : kFormats)
                for (const cpu::Isa isa : availableIsas())
                    for (const int threads : {1, 2}) {
                        const Tensor formatted = inFormat(in, format);
                        const Tensor actual(DataType::Float, outDims, format);
                        const auto plan = cpu::DepthwisePlan::make(formatted, weights, &b, actual, {stride, dilation, pad}, isa);
                        QVERIFY(plan);
                        QCOMPARE(plan->run(formatted, actual, {}, threads), KernelStatus::Ok);
                        const QString text = difference(actual, expected, 2e-5, 0);  // 49 products of up to 4
                        QVERIFY2(text.isEmpty(), qPrintable(describe(dims, format, isa, threads) + QStringLiteral(" kernel %1: ").arg(w.kernel) + text));
                    }
        }
}

void WindowsTest::depthwiseEpilogue() {
    std::mt19937 random(24);
    const Dims dims{2, 19, 13, 10};
    PointwiseProgram program;  // clip(x + residual) then exp, so that padding lanes would not stay zero by themselves
    program.steps[0] = {.op = PointwiseOp::Input, .a = 0};
    program.steps[1] = {.op = PointwiseOp::Input, .a = 1};
    program.steps[2] = {.op = PointwiseOp::Sum, .a = 0, .b = 1};
    program.steps[3] = {.op = PointwiseOp::Clip, .a = 2, .alpha = -1, .beta = 1};
    program.steps[4] = {.op = PointwiseOp::Exp, .a = 3};
    program.stepCount = 5;
    program.inputCount = 2;
    const Tensor in(DataType::Float, dims);
    const Tensor weights(DataType::Float, Dims{19, 1, 3, 3});
    const Tensor residual(DataType::Float, dims);
    for (const Tensor* t : {&in, &weights, &residual}) fillRandom(*t, random);
    const Tensor plain(DataType::Float, dims);
    const Tensor expected(DataType::Float, dims);
    const Dims one{1, 1};
    QCOMPARE(reference::convolution(in, weights, nullptr, plain, {one, one, one, one, 19}), KernelStatus::Ok);
    const TensorView operands[] = {plain, residual};
    QCOMPARE(reference::pointwise(program, operands, expected), KernelStatus::Ok);
    for (const Format format : kFormats)
        for (const cpu::Isa isa : availableIsas()) {
            const Tensor formatted = inFormat(in, format);
            const Tensor other = inFormat(residual, format);
            const Tensor actual(DataType::Float, dims, format);
            const auto plan = cpu::DepthwisePlan::make(formatted, weights, nullptr, actual, {one, one, one}, isa);
            const TensorView described[] = {actual, other};
            const auto tail = cpu::PointwisePlan::make(program, described, actual, isa);
            QVERIFY(plan && tail);
            const void* const others[] = {other.view().data};
            QCOMPARE(plan->run(formatted, actual, {&*tail, others}, 2), KernelStatus::Ok);
            const QString text = difference(actual, expected, 2e-5, 1e-6);
            QVERIFY2(text.isEmpty(), qPrintable(describe(dims, format, isa, 2) + text));
        }
}

void WindowsTest::depthwiseRefusals() {
    const Tensor in(DataType::Float, Dims{1, 4, 8, 8});
    const Tensor out(DataType::Float, Dims{1, 4, 6, 6});
    const Tensor dense(DataType::Float, Dims{4, 4, 3, 3});
    const Dims one{1, 1};
    QVERIFY(!cpu::DepthwisePlan::make(in, dense, nullptr, out, {one, one, Dims{0, 0}}, cpu::Isa::Generic));
}

QTEST_APPLESS_MAIN(WindowsTest)
#include "windows_test.moc"
