// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/grid_sample.h"

#include "kernels/reference/grid_sample.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <limits>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

class GridSampleTest : public QObject {
    Q_OBJECT

private slots:
    void matchesTheReference();
    void outsideReadsNothing();
};

void GridSampleTest::matchesTheReference() {
    std::mt19937 random(3);
    const std::pair<Dims, Dims> cases[] = {{{1, 3, 5, 7}, {1, 9, 33, 2}}, {{2, 17, 4, 4}, {2, 20, 13, 2}}, {{1, 40, 1, 1}, {1, 2, 2, 2}},
                                           {{1, 2, 6, 6}, {1, 0, 3, 2}}};
    const Format formats[] = {Format::linear(), Format::channelLast(), Format::channelLast(8), Format::channelBlocked(8), Format::channelBlocked(16)};
    for (const auto& [dims, gridDims] : cases)
        for (const ResizeMode mode : {ResizeMode::Nearest, ResizeMode::Linear, ResizeMode::Cubic})
            for (const SampleMode sample : {SampleMode::Fill, SampleMode::Clamp, SampleMode::Reflect})
                for (const bool align : {false, true}) {
                    const Tensor in(DataType::Float, dims), grid(DataType::Float, gridDims);
                    fillRandom(in, random);
                    fillRandom(grid, random, -1.5F, 1.5F);
                    const GridSampleArgs args{mode, sample, align};
                    const Tensor expected(DataType::Float, Dims{dims[0], dims[1], gridDims[1], gridDims[2]});
                    QCOMPARE(reference::gridSample(in, grid, expected, args), KernelStatus::Ok);
                    for (const Format format : formats)
                        for (const cpu::Isa isa : availableIsas())
                            for (const int threads : {1, 2}) {
                                const Tensor actual(DataType::Float, expected.view().dims, format);
                                QCOMPARE(cpu::gridSample(inFormat(in, format), grid, actual, args, {threads, isa}), KernelStatus::Ok);
                                // Float weights, sums of up to 16 products of values up to 2.
                                const QString text = difference(actual, expected, mode == ResizeMode::Nearest ? 0 : 4e-6);
                                QVERIFY2(text.isEmpty(), qPrintable(describe(dims, format, isa, threads) + text));
                            }
                }
}

void GridSampleTest::outsideReadsNothing() {
    const float infinity = std::numeric_limits<float>::infinity();
    const Tensor in = Tensor::floats({1, 1, 1, 2}, {infinity, 3});
    const Tensor grid = Tensor::floats({1, 1, 1, 2}, {0.5F, 0});
    const Tensor out(DataType::Float, Dims{1, 1, 1, 1});
    QCOMPARE(cpu::gridSample(in, grid, out, {ResizeMode::Linear, SampleMode::Fill, false}, {1, cpu::Isa::Generic}), KernelStatus::Ok);
    QCOMPARE(out.toFloats(), std::vector<float>{3});
}

QTEST_APPLESS_MAIN(GridSampleTest)
#include "grid_sample_test.moc"
