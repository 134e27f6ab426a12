// SPDX-License-Identifier: Apache-2.0
// Attention against the reference: rows and keys that fill no vector, masks that hide, operands read through permutations.
#include "kernels/cpu/attention.h"
#include "kernels/reference/attention.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
const kernels::AttentionArgs kArgs{0.5F, {}, {}, {}, {}};

struct Operands {
    Tensor query, key, value, mask, out;
};

KernelStatus runOn(const Operands& of, const kernels::AttentionArgs& args, cpu::Isa isa, int threads) {
    const cpu::AttentionPlan plan(of.query.view().dims, of.key.view().dims, of.value.view().dims, args, {threads, isa});
    std::vector<unsigned char> workspace(plan.workspaceBytes() + 64);
    void* const aligned = workspace.data() + (64 - reinterpret_cast<std::uintptr_t>(workspace.data()) % 64) % 64;
    const TensorView mask = of.mask.view();
    return plan.run(of.query, of.key, of.value, &mask, of.out, aligned);
}

}  // namespace

class AttentionTest : public QObject {
    Q_OBJECT

private slots:
    void everyLength();
    void transposedOperands();
    void notANumberSpoilsItsRowOnly();
};

void AttentionTest::everyLength() {
    std::mt19937 random(5);
    for (const std::int64_t rows : {1, 5, 24, 31})
        for (const std::int64_t keys : {1, 7, 16, 17, 64, 70})
            for (const std::int64_t depth : {3, 32}) {
                Operands of{Tensor(DataType::Float, {2, 3, rows, depth}), Tensor(DataType::Float, {2, 3, keys, depth}),
                            Tensor(DataType::Float, {2, 3, keys, 5}), Tensor(DataType::Float, {1, 3, 1, keys}), {}};
                for (const Tensor* tensor : {&of.query, &of.key, &of.value, &of.mask}) fillRandom(*tensor, random);
                for (std::int64_t k = 1; k < keys; k += 3) of.mask.floatData()[k] = -kInfinity;
                const Tensor expected(DataType::Float, {2, 3, rows, 5});
                const TensorView mask = of.mask.view();
                QCOMPARE(reference::attention(of.query, of.key, of.value, &mask, expected, kArgs), KernelStatus::Ok);
                for (const cpu::Isa isa : availableIsas())
                    for (const int threads : {1, 2}) {
                        of.out = Tensor(DataType::Float, {2, 3, rows, 5});
                        QCOMPARE(runOn(of, kArgs, isa, threads), KernelStatus::Ok);
                        // Scores up to 64 are off by their rounding, which the exponential makes relative.
                        const QString text = difference(of.out, expected, 1e-5, 1e-5);
                        QVERIFY2(text.isEmpty(), qPrintable(describe({rows, keys, depth}, {}, isa, threads) + text));
                    }
            }
}

void AttentionTest::transposedOperands() {
    std::mt19937 random(6);
    Operands of{Tensor(DataType::Float, {2, 9, 3, 8}), Tensor(DataType::Float, {2, 3, 8, 19}), Tensor(DataType::Float, {2, 19, 3, 6}),
                Tensor(DataType::Float, {19}), {}};
    for (const Tensor* tensor : {&of.query, &of.key, &of.value, &of.mask}) fillRandom(*tensor, random);
    const kernels::AttentionArgs args{1.0F, {0, 2, 1, 3}, {0, 1, 3, 2}, {0, 2, 1, 3}, {0, 2, 1, 3}};
    const Tensor expected(DataType::Float, {2, 9, 3, 6});
    const TensorView mask = of.mask.view();
    QCOMPARE(reference::attention(of.query, of.key, of.value, &mask, expected, args), KernelStatus::Ok);
    for (const cpu::Isa isa : availableIsas()) {
        of.out = Tensor(DataType::Float, {2, 9, 3, 6});
        QCOMPARE(runOn(of, args, isa, 1), KernelStatus::Ok);
        const QString text = difference(of.out, expected, 1e-5, 1e-5);
        QVERIFY2(text.isEmpty(), qPrintable(text));
    }
}

void AttentionTest::notANumberSpoilsItsRowOnly() {
    std::mt19937 random(7);
    Operands of{Tensor(DataType::Float, {6, 4}), Tensor(DataType::Float, {33, 4}), Tensor(DataType::Float, {33, 4}),
                Tensor(DataType::Float, {6, 33}), {}};
    for (const Tensor* tensor : {&of.query, &of.key, &of.value, &of.mask}) fillRandom(*tensor, random);
    of.mask.floatData()[2 * 33 + 5] = std::nanf("");
    for (std::int64_t k = 0; k < 33; ++k) of.mask.floatData()[4 * 33 + k] = -kInfinity;  // nothing to attend to
    for (const cpu::Isa isa : availableIsas()) {
        of.out = Tensor(DataType::Float, {6, 4});
        QCOMPARE(runOn(of, kArgs, isa, 1), KernelStatus::Ok);
        for (int row = 0; row < 6; ++row)
            for (int column = 0; column < 4; ++column) QCOMPARE(std::isnan(of.out.floatData()[row * 4 + column]), row == 2 || row == 4);
    }
}

QTEST_APPLESS_MAIN(AttentionTest)
#include "attention_test.moc"
