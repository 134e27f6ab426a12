// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/scatter.h"

#include "kernels/reference/scatter.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

namespace {

constexpr ScatterReduction kReductions[] = {ScatterReduction::None, ScatterReduction::Add, ScatterReduction::Mul, ScatterReduction::Max,
                                            ScatterReduction::Min};

/// Indices of [-extent, extent), all alike along the last axis where `alike`.
Tensor randomIndices(const Dims& dims, std::int64_t extent, bool alike, std::mt19937& random) {
    std::vector<int> values(static_cast<std::size_t>(dims.volume()));
    const std::int64_t row = alike ? dims[dims.rank - 1] : 1;
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = i % static_cast<std::size_t>(row) == 0 ? static_cast<int>(random() % static_cast<unsigned>(2 * extent)) - static_cast<int>(extent)
                                                           : values[i - 1];
    return Tensor::ints(dims, values);
}

}  // namespace

class ScatterTest : public QObject {
    Q_OBJECT

private slots:
    void elements();
    void tuples();
    void integersAreMovedBitByBit();
    void badIndices();
};

void ScatterTest::elements() {
    std::mt19937 random(51);
    struct Case {
        Dims data, indices;
        int axis;
    };
    const Case cases[] = {{{50, 32}, {400, 32}, 0}, {{50, 200}, {3000, 150}, 0}, {{6, 40}, {6, 90}, 1}, {{5, 7, 70}, {4, 30, 65}, 1},
                          {{9}, {40}, 0},           {{3, 4, 5, 6}, {2, 4, 3, 9}, 3}, {{3, 4, 5, 6}, {7, 4, 5, 6}, 0}, {{4, 8}, {0, 8}, 0}};
    for (const Case& c : cases)
        for (const ScatterReduction reduction : kReductions)
            for (const bool alike : {false, true}) {
                const Tensor data(DataType::Float, c.data), updates(DataType::Float, c.indices), expected(DataType::Float, c.data);
                fillRandom(data, random);
                fillRandom(updates, random, 0.5F, 1.5F);
                const Tensor indices = randomIndices(c.indices, c.data[c.axis], alike, random);
                QCOMPARE(reference::scatter(data, indices, updates, expected, {ScatterMode::Element, c.axis, reduction}), KernelStatus::Ok);
                for (const cpu::Isa isa : availableIsas())
                    for (const int threads : {1, 2, 3}) {
                        const Tensor actual(DataType::Float, c.data);
                        QCOMPARE(cpu::scatter(data, indices, updates, actual, {ScatterMode::Element, c.axis, reduction}, {threads, isa}), KernelStatus::Ok);
                        const QString text = difference(actual, expected);  // the same operations in the same order
                        QVERIFY2(text.isEmpty(), qPrintable(describe(c.data, {}, isa, threads) + text));
                    }
            }
}

void ScatterTest::tuples() {
    std::mt19937 random(52);
    const Dims dims{6, 5, 150};
    for (const int depth : {1, 2, 3})
        for (const ScatterReduction reduction : kReductions) {
            std::vector<int> values;
            const std::int64_t count = 200;
            for (std::int64_t i = 0; i < count; ++i)
                for (int d = 0; d < depth; ++d) values.push_back(static_cast<int>(random() % static_cast<unsigned>(2 * dims[d])) - static_cast<int>(dims[d]));
            const Tensor indices = Tensor::ints(Dims{count, depth}, values);
            Dims updateDims{count};
            for (int i = depth; i < dims.rank; ++i) updateDims.push(dims[i]);
            const Tensor data(DataType::Float, dims), updates(DataType::Float, updateDims), expected(DataType::Float, dims);
            fillRandom(data, random);
            fillRandom(updates, random, 0.5F, 1.5F);
            QCOMPARE(reference::scatter(data, indices, updates, expected, {ScatterMode::Nd, 0, reduction}), KernelStatus::Ok);
            for (const cpu::Isa isa : availableIsas())
                for (const int threads : {1, 2}) {
                    const Tensor actual(DataType::Float, dims);
                    QCOMPARE(cpu::scatter(data, indices, updates, actual, {ScatterMode::Nd, 0, reduction}, {threads, isa}), KernelStatus::Ok);
                    const QString text = difference(actual, expected);
                    QVERIFY2(text.isEmpty(), qPrintable(describe(dims, {}, isa, threads) + text));
                }
        }
}

void ScatterTest::integersAreMovedBitByBit() {
    const Tensor data = Tensor::ints(Dims{4}, {1, 2, 3, 4}), indices = Tensor::ints(Dims{2}, {-1, 0});
    const Tensor updates = Tensor::ints(Dims{2}, {0x7fa00001, -1});  // as floats: a signalling NaN, a NaN
    const Tensor out(DataType::Int32, Dims{4});
    for (const cpu::Isa isa : availableIsas()) {
        QCOMPARE(cpu::scatter(data, indices, updates, out, {}, {1, isa}), KernelStatus::Ok);
        QCOMPARE(out.toInts(), (std::vector<int>{-1, 2, 3, 0x7fa00001}));
        QCOMPARE(cpu::scatter(data, indices, updates, out, {ScatterMode::Element, 0, ScatterReduction::Add}, {1, isa}), KernelStatus::BadArgument);
    }
}

void ScatterTest::badIndices() {
    const Tensor data(DataType::Float, Dims{4, 3}), out(DataType::Float, Dims{4, 3}), updates(DataType::Float, Dims{1, 3});
    for (const int wrong : {4, -5}) {
        const Tensor mixed = Tensor::ints(Dims{1, 3}, {0, wrong, 1}), alike = Tensor::ints(Dims{1, 3}, {wrong, wrong, wrong});
        QCOMPARE(cpu::scatter(data, mixed, updates, out, {}, {}), KernelStatus::BadIndex);
        QCOMPARE(cpu::scatter(data, alike, updates, out, {}, {}), KernelStatus::BadIndex);
        const Tensor tuple = Tensor::ints(Dims{1, 1}, {wrong});
        QCOMPARE(cpu::scatter(data, tuple, updates, out, {ScatterMode::Nd}, {}), KernelStatus::BadIndex);
    }
}

QTEST_APPLESS_MAIN(ScatterTest)
#include "scatter_test.moc"
