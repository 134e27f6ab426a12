// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/resize.h"

#include "kernels/reference/resize.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

class ResizeTest : public QObject {
    Q_OBJECT

private slots:
    void matchesTheReference();
    void refusals();
};

void ResizeTest::matchesTheReference() {
    std::mt19937 random(41);
    struct Case {
        Dims in, out;
        float scale;  ///< given to the last axis, 0: from the dims
    };
    const Case cases[] = {{{1, 3, 5, 7}, {1, 3, 10, 14}, 0},  {{2, 17, 9, 6}, {2, 17, 4, 11}, 0}, {{1, 8, 4, 5}, {1, 8, 4, 3}, 0.6F},
                          {{1, 40, 1, 1}, {1, 40, 7, 5}, 0},  {{2, 5, 33}, {2, 5, 20}, 0},        {{1, 16, 20, 22}, {1, 16, 40, 44}, 2},
                          {{0, 3, 4, 4}, {0, 3, 8, 8}, 0},    {{1, 4, 9, 9}, {1, 4, 1, 1}, 0},    {{1, 3, 4, 5, 6}, {1, 3, 8, 3, 9}, 0},
                          {{1, 33, 3, 2, 700}, {1, 33, 4, 2, 31}, 0}};
    const Format formats[] = {Format::linear(), Format::channelLast(), Format::channelLast(8), Format::channelBlocked(8), Format::channelBlocked(16)};
    for (const Case& c : cases)
        for (const ResizeMode mode : {ResizeMode::Nearest, ResizeMode::Linear, ResizeMode::Cubic})
            for (int coordinate = 0; coordinate < 5; ++coordinate)
                for (int round = 0; round < (mode == ResizeMode::Nearest ? 4 : 1); ++round) {
                    const Tensor in(DataType::Float, c.in);
                    fillRandom(in, random);
                    ResizeArgs args{.mode = mode, .coordinate = static_cast<ResizeCoordinate>(coordinate), .round = static_cast<ResizeRound>(round),
                                    .excludeOutside = c.in.rank == 3};
                    args.scales[c.in.rank - 1] = c.scale;
                    const Tensor expected(DataType::Float, c.out);
                    QCOMPARE(reference::resize(in, expected, args), KernelStatus::Ok);
                    for (const Format format : formats)
                        for (const cpu::Isa isa : availableIsas())
                            for (const int threads : {1, 2}) {
                                const Tensor formatted = inFormat(in, format);
                                const Tensor actual(DataType::Float, c.out, format);
                                const auto plan = cpu::ResizePlan::make(formatted, actual, args, isa);
                                QVERIFY(plan);
                                QCOMPARE(plan->run(formatted, actual, threads), KernelStatus::Ok);
                                // Float weights, values up to 2: one rounding per tap and axis; cubic weights sum to less than 2 in magnitude.
                                const double tolerance = mode == ResizeMode::Nearest ? 0 : mode == ResizeMode::Linear ? 2e-6 : 1e-5;
                                const QString text = difference(actual, expected, tolerance);
                                QVERIFY2(text.isEmpty(), qPrintable(describe(c.in, format, isa, threads) + QStringLiteral(" coordinate %1: ").arg(coordinate) + text));
                            }
                }
}

void ResizeTest::refusals() {
    const Tensor in(DataType::Float, Dims{1, 3, 4, 4});
    const Tensor deeper(DataType::Float, Dims{1, 6, 4, 4});
    QVERIFY(!cpu::ResizePlan::make(in, deeper, {}, cpu::Isa::Generic));
    const Tensor wide(DataType::Float, Dims{1, 1, 2, 8193});
    QVERIFY(!cpu::ResizePlan::make(wide, wide, {.mode = ResizeMode::Linear}, cpu::Isa::Generic));
    QVERIFY(cpu::ResizePlan::make(wide, wide, {.mode = ResizeMode::Nearest}, cpu::Isa::Generic));
}

QTEST_APPLESS_MAIN(ResizeTest)
#include "resize_test.moc"
