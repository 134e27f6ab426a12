// SPDX-License-Identifier: Apache-2.0
// Kernels that only move data: their results are compared bit by bit.
#include "kernels/cpu/concatenation.h"
#include "kernels/cpu/gather.h"
#include "kernels/cpu/reformat.h"
#include "kernels/cpu/slice.h"
#include "kernels/cpu/transpose.h"
#include "kernels/reference/concatenation.h"
#include "kernels/reference/gather.h"
#include "kernels/reference/reformat.h"
#include "kernels/reference/shuffle.h"
#include "kernels/reference/slice.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <algorithm>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

namespace {

constexpr Format kFormats[] = {Format::linear(), Format::channelLast(), Format::channelLast(8), Format::channelBlocked(8),
                               Format::channelBlocked(16)};

}  // namespace

class MovementTest : public QObject {
    Q_OBJECT

private slots:
    void transposesByEveryPermutation();
    void reformatsBetweenAllFormats();
    void concatenations();
    void concatenationRefusesRaggedLanes();
    void slices();
    void slicesOfChannels();
    void pads();
    void sliceOutsideIsBadIndex();
    void gathers();
};

void MovementTest::transposesByEveryPermutation() {
    std::mt19937 random(31);
    for (const DataType type : {DataType::Float, DataType::Int32, DataType::UInt8})
        for (const Dims& dims : {Dims{19, 33}, Dims{8, 16}, Dims{3, 17, 10}, Dims{2, 9, 1, 40}, Dims{5, 0, 3}, Dims{2, 3, 9, 4, 5}, Dims{1, 70, 130}}) {
            const Tensor in(type, dims);
            fillRandom(in, random);
            Dims permutation;
            for (int i = 0; i < dims.rank; ++i) permutation.push(i);
            do {
                Dims turned = dims;
                for (int i = 0; i < dims.rank; ++i) turned[i] = dims[static_cast<int>(permutation[i])];
                const Tensor expected(type, turned);
                QCOMPARE(reference::transpose(in, expected, permutation), KernelStatus::Ok);
                for (const cpu::Isa isa : availableIsas())
                    for (const int threads : {1, 2}) {
                        const Tensor actual(type, turned);
                        QCOMPARE(cpu::transpose(in, actual, permutation, {threads, isa}), KernelStatus::Ok);
                        const QString text = difference(actual, expected);
                        QVERIFY2(text.isEmpty(), qPrintable(describe(turned, {}, isa, threads) + text));
                    }
            } while (std::next_permutation(permutation.begin(), permutation.end()));
        }
}

void MovementTest::reformatsBetweenAllFormats() {
    std::mt19937 random(32);
    for (const Dims& dims : {Dims{1, 3, 5, 7}, Dims{2, 16, 9, 9}, Dims{1, 40, 33, 31}, Dims{3, 7, 1, 1}, Dims{2, 24, 3, 4, 5}, Dims{1, 9, 300}, Dims{0, 4, 2, 2}, Dims{4, 6}})
        for (const Format from : kFormats)
            for (const Format to : kFormats)
                for (const cpu::Isa isa : availableIsas())
                    for (const int threads : {1, 2}) {
                        const Tensor plain(DataType::Float, dims);
                        fillRandom(plain, random);
                        const Tensor in = inFormat(plain, from);
                        const Tensor actual(DataType::Float, dims, to);
                        QCOMPARE(cpu::reformat(in, actual, {threads, isa}), KernelStatus::Ok);
                        const QString text = difference(actual, plain);
                        QVERIFY2(text.isEmpty(), qPrintable(describe(dims, to, isa, threads) + QStringLiteral(" from layout %1 lanes %2: ").arg(int(from.layout)).arg(from.lanes) + text));
                    }
}

void MovementTest::concatenations() {
    std::mt19937 random(33);
    const Dims dims{2, 16, 5, 7};
    for (const Format format : kFormats)
        for (int axis = 0; axis < 4; ++axis)
            for (const int threads : {1, 2}) {
                std::vector<Tensor> plain;
                std::vector<Tensor> formatted;
                std::vector<TensorView> plainViews;
                std::vector<TensorView> views;
                Dims joined = dims;
                joined[axis] = 0;
                for (const std::int64_t length : {16, 32, 9}) {  // the last one is ragged along the channels
                    Dims one = dims;
                    one[axis] = length;
                    joined[axis] += length;
                    plain.emplace_back(DataType::Float, one);
                    fillRandom(plain.back(), random);
                    formatted.push_back(inFormat(plain.back(), format));
                }
                for (const Tensor& t : plain) plainViews.push_back(t);
                for (const Tensor& t : formatted) views.push_back(t);
                const Tensor expected(DataType::Float, joined);
                QCOMPARE(reference::concatenation(plainViews, expected, {axis}), KernelStatus::Ok);
                const Tensor actual(DataType::Float, joined, format);
                QCOMPARE(cpu::concatenation(views, actual, axis, {threads}), KernelStatus::Ok);
                const QString text = difference(actual, expected);
                QVERIFY2(text.isEmpty(), qPrintable(describe(joined, format, {}, threads) + QStringLiteral(" axis %1: ").arg(axis) + text));
            }
}

void MovementTest::concatenationRefusesRaggedLanes() {
    const Tensor a(DataType::Float, Dims{1, 3, 2, 2}, Format::channelBlocked(8));
    const Tensor out(DataType::Float, Dims{1, 6, 2, 2}, Format::channelBlocked(8));
    const TensorView views[] = {a, a};
    QCOMPARE(cpu::concatenation(views, out, 1, {}), KernelStatus::BadArgument);
}

void MovementTest::slices() {
    std::mt19937 random(34);
    struct Case {
        Dims dims, start, size, stride;
    };
    const Case cases[] = {{{4, 6, 8}, {1, 2, 3}, {2, 3, 4}, {1, 1, 1}},   {{4, 6, 8}, {3, 5, 7}, {2, 3, 4}, {-1, -2, -2}},
                          {{4, 6, 8}, {0, 0, 0}, {2, 6, 3}, {2, 1, 3}},   {{2, 3, 64, 65}, {0, 0, 1, 1}, {2, 3, 32, 32}, {1, 1, 2, 2}},
                          {{5}, {2}, {0}, {1}},                           {{128, 300}, {3, 10}, {120, 280}, {1, 1}},
                          {{4, 6}, {1, 2}, {3, 4}, {0, 1}},               {{2, 3, 5, 7, 25}, {0, 0, 0, 0, 4}, {2, 3, 5, 7, 21}, {1, 1, 1, 1, 1}},
                          {{4, 3, 5, 6}, {1, 0, 0, 0}, {2, 3, 5, 6}, {1, 1, 1, 1}}, {{4, 3, 5, 6}, {3, 0, 1, 0}, {2, 3, 4, 6}, {-2, 1, 1, 1}},
                          {{4, 3, 5, 6}, {0, 0, 4, 0}, {2, 3, 5, 6}, {2, 1, -1, 1}}, {{1000, 9}, {0, 1}, {1000, 2}, {1, 1}},
                          {{300, 40}, {0, 3}, {300, 7}, {1, 1}},           {{300, 80}, {0, 3}, {300, 12}, {1, 1}}};
    for (const DataType type : {DataType::Float, DataType::Bool})
        for (const Case& c : cases)
            for (const int threads : {1, 2}) {
                const Tensor in(type, c.dims);
                fillRandom(in, random);
                const Tensor expected(type, c.size);
                const Tensor actual(type, c.size);
                QCOMPARE(reference::slice(in, nullptr, expected, {c.start, c.stride}), KernelStatus::Ok);
                QCOMPARE(cpu::slice(in, nullptr, actual, {c.start, c.stride}, {threads}), KernelStatus::Ok);
                const QString text = difference(actual, expected);
                QVERIFY2(text.isEmpty(), qPrintable(describe(c.dims, {}, {}, threads) + text));
            }
}

void MovementTest::slicesOfChannels() {
    std::mt19937 random(35);
    const Dims dims{2, 41, 6, 5};
    for (const Format format : kFormats)
        for (const Dims& start : {Dims{0, 16, 0, 0}, Dims{1, 32, 1, 2}})
            for (const Dims& size : {Dims{1, 9, 3, 3}}) {
                // 16 + 9 channels end within a block: only a format without blocks can cut there.
                const bool ragged = format.lanes > 1 && start[1] + size[1] != dims[1];
                const Tensor in(DataType::Float, dims);
                fillRandom(in, random);
                const Dims one = Dims::filled(4, 1);
                const Tensor expected(DataType::Float, size);
                QCOMPARE(reference::slice(in, nullptr, expected, {start, one}), KernelStatus::Ok);
                const Tensor actual(DataType::Float, size, format);
                const KernelStatus status = cpu::slice(inFormat(in, format), nullptr, actual, {start, one}, {2});
                QCOMPARE(status, ragged ? KernelStatus::BadArgument : KernelStatus::Ok);
                const QString text = ragged ? QString() : difference(actual, expected);
                QVERIFY2(text.isEmpty(), qPrintable(describe(dims, format, {}, 2) + text));
            }
}

void MovementTest::pads() {
    std::mt19937 random(36);
    const Dims dims{2, 3, 5, 7};
    for (const Dims& start : {Dims{0, 0, -1, -2}, Dims{-1, 1, 2, -3}, Dims{0, 0, 7, 9}, Dims{0, 0, -9, 0}}) {
        const Dims size{3, 4, 8, 9};
        const Dims one = Dims::filled(4, 1);
        const Tensor in(DataType::Float, dims);
        fillRandom(in, random);
        const Tensor value = Tensor::floats(Dims{}, {-7.5F});
        const TensorView fill = value;
        for (const TensorView* used : {static_cast<const TensorView*>(nullptr), &fill}) {
            const Tensor expected(DataType::Float, size);
            const Tensor actual(DataType::Float, size);
            QCOMPARE(reference::slice(in, used, expected, {start, one, SampleMode::Fill}), KernelStatus::Ok);
            QCOMPARE(cpu::slice(in, used, actual, {start, one, SampleMode::Fill}, {2}), KernelStatus::Ok);
            const QString text = difference(actual, expected);
            QVERIFY2(text.isEmpty(), qPrintable(text));
        }
    }
}

void MovementTest::sliceOutsideIsBadIndex() {
    const Tensor in(DataType::Float, Dims{4});
    const Tensor out(DataType::Float, Dims{3});
    QCOMPARE(cpu::slice(in, nullptr, out, {Dims{2}, Dims{1}}, {}), KernelStatus::BadIndex);
    QCOMPARE(cpu::slice(in, nullptr, out, {Dims{1}, Dims{-1}}, {}), KernelStatus::BadIndex);
}

void MovementTest::gathers() {
    std::mt19937 random(37);
    const Tensor data(DataType::Float, Dims{4, 50, 6});
    fillRandom(data, random);
    const Tensor indices = Tensor::ints(Dims{2, 3}, {0, 3, -1, -4, 1, 2});
    for (int axis : {0, 1, 2}) {
        Dims dims;
        for (int i = 0; i < 3; ++i) {
            if (i == axis) {
                dims.push(2);
                dims.push(3);
            } else {
                dims.push(data.view().dims[i]);
            }
        }
        const Tensor expected(DataType::Float, dims);
        const Tensor actual(DataType::Float, dims);
        QCOMPARE(reference::gather(data, indices, expected, {GatherMode::Default, axis}), KernelStatus::Ok);
        QCOMPARE(cpu::gather(data, indices, actual, axis, {2}), KernelStatus::Ok);
        QVERIFY2(difference(actual, expected).isEmpty(), qPrintable(difference(actual, expected)));
    }
    const Tensor wrong = Tensor::ints(Dims{1}, {4});
    const Tensor out(DataType::Float, Dims{1, 50, 6});
    QCOMPARE(cpu::gather(data, wrong, out, 0, {}), KernelStatus::BadIndex);
}

QTEST_APPLESS_MAIN(MovementTest)
#include "movement_test.moc"
