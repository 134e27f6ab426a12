// SPDX-License-Identifier: Apache-2.0
// Softmax, reductions, normalisation and few-row products: the kernels that walk rows.
#include "kernels/cpu/matrix_vector.h"
#include "kernels/cpu/row_dots.h"
#include "kernels/cpu/normalization.h"
#include "kernels/cpu/reduce.h"
#include "kernels/cpu/softmax.h"
#include "kernels/reference/matrix_multiply.h"
#include "kernels/reference/normalization.h"
#include "kernels/reference/pointwise.h"
#include "kernels/reference/reduce.h"
#include "kernels/reference/softmax.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

class RowsTest : public QObject {
    Q_OBJECT

private slots:
    void softmaxOnEveryAxis();
    void reductionsOfAdjacentAxes();
    void reductionRefusesScatteredAxes();
    void reductionOfNothing();
    void normalizations();
    void matrixVector();
    void matrixVectorEpilogue();
};

void RowsTest::softmaxOnEveryAxis() {
    std::mt19937 random(11);
    for (const Dims& dims : {Dims{1, 1000}, Dims{3, 7, 5}, Dims{2, 4, 33, 17}, Dims{5, 1}, Dims{0, 4}, Dims{64, 197, 19}, Dims{150, 64}, Dims{64, 1}})
        for (int axis = 0; axis < dims.rank; ++axis)
            for (const bool log : {false, true}) {
                const Tensor in(DataType::Float, dims);
                fillRandom(in, random, -30, 30);
                const Tensor expected(DataType::Float, dims);
                QCOMPARE(reference::softmax(in, expected, {axis, log}), KernelStatus::Ok);
                for (const cpu::Isa isa : availableIsas())
                    for (const int threads : {1, 2}) {
                        const Tensor actual(DataType::Float, dims);
                        QCOMPARE(cpu::softmax(in, actual, {axis, log}, {threads, isa}), KernelStatus::Ok);
                        // Sums of up to 1000 terms in float, and ulps of the exponential.
                        const QString text = difference(actual, expected, log ? 4e-6 : 1e-9, 2e-6);
                        QVERIFY2(text.isEmpty(), qPrintable(describe(dims, {}, isa, threads) + text));
                    }
            }
}

void RowsTest::reductionsOfAdjacentAxes() {
    std::mt19937 random(12);
    for (const Dims& dims : {Dims{3, 5, 7}, Dims{2, 33, 9, 11}, Dims{1, 300, 13}, Dims{4, 1, 700}, Dims{128, 56, 57}})
        for (std::uint32_t axes = 0; axes < 1U << dims.rank; ++axes) {
            if (!cpu::areAdjacent(dims, axes)) continue;
            for (const ReduceKind kind : {ReduceKind::Sum, ReduceKind::Prod, ReduceKind::Max, ReduceKind::Min, ReduceKind::Avg}) {
                const Tensor in(DataType::Float, dims);
                if (kind == ReduceKind::Prod) fillRandom(in, random, 0.99F, 1.01F);
                else fillRandom(in, random);
                Dims reduced = dims;
                double count = 1;
                for (int i = 0; i < dims.rank; ++i)
                    if (axes >> i & 1U) {
                        count *= static_cast<double>(dims[i]);
                        reduced[i] = 1;
                    }
                const Tensor expected(DataType::Float, reduced);
                QCOMPARE(reference::reduce(in, expected, {kind, axes}), KernelStatus::Ok);
                // Rounding errors of a float sum grow with its length and the size of its terms, not with the result.
                const bool exact = kind == ReduceKind::Max || kind == ReduceKind::Min;
                const double absolute = exact ? 0 : kind == ReduceKind::Prod ? 0 : (kind == ReduceKind::Avg ? 1e-6 : 3e-7 * count);
                const double relative = exact ? 0 : kind == ReduceKind::Prod ? 2e-7 * count : 1e-6;
                for (const cpu::Isa isa : availableIsas()) {
                    const Tensor one(DataType::Float, reduced);
                    const Tensor two(DataType::Float, reduced);
                    QCOMPARE(cpu::reduce(in, one, {kind, axes}, {1, isa}), KernelStatus::Ok);
                    QCOMPARE(cpu::reduce(in, two, {kind, axes}, {2, isa}), KernelStatus::Ok);
                    const QString text = difference(one, expected, absolute, relative);
                    QVERIFY2(text.isEmpty(), qPrintable(describe(dims, {}, isa, 1) + QStringLiteral(" axes %1 kind %2: ").arg(axes).arg(int(kind)) + text));
                    QVERIFY2(difference(two, one).isEmpty(), "results depend on the thread count");
                }
            }
        }
}

void RowsTest::reductionRefusesScatteredAxes() {
    const Tensor in(DataType::Float, Dims{2, 3, 4});
    const Tensor out(DataType::Float, Dims{1, 3, 1});
    QVERIFY(!cpu::areAdjacent(in.view().dims, 0b101));
    QCOMPARE(cpu::reduce(in, out, {ReduceKind::Sum, 0b101}, {}), KernelStatus::BadArgument);
}

void RowsTest::reductionOfNothing() {
    const Tensor in(DataType::Float, Dims{2, 0});
    const Tensor out(DataType::Float, Dims{2, 1});
    QCOMPARE(cpu::reduce(in, out, {ReduceKind::Max, 0b10}, {}), KernelStatus::Ok);
    QCOMPARE(out.toFloats(), (std::vector<float>{-INFINITY, -INFINITY}));
}

void RowsTest::normalizations() {
    std::mt19937 random(13);
    struct Case {
        Dims dims, scale;
        std::uint32_t axes;
        int groups;
    };
    const Case cases[] = {{{2, 6, 9, 11}, {1, 6, 1, 1}, 0b1100, 1},  // instance
                          {{2, 6, 9, 11}, {6, 1, 1}, 0b1100, 3},     // group
                          {{1, 4, 64, 64}, {1, 4, 1, 1}, 0b1100, 2}, {{2, 197, 65}, {65}, 0b100, 1},  // layer
                          {{3, 5, 7, 2}, {7, 2}, 0b1100, 1},         {{3, 8}, {1}, 0b10, 1},
                          {{0, 4, 3}, {1, 4, 1}, 0b100, 1}};
    for (const Case& c : cases)
        for (const bool affine : {true, false}) {
            const Tensor in(DataType::Float, c.dims);
            const Tensor scale(DataType::Float, c.scale);
            const Tensor bias(DataType::Float, c.scale);
            for (const Tensor* t : {&scale, &bias}) fillRandom(*t, random);
            fillRandom(in, random, 1, 6);  // a mean far from zero
            const TensorView s = scale;
            const TensorView b = bias;
            const Tensor expected(DataType::Float, c.dims);
            QCOMPARE(reference::normalization(in, affine ? &s : nullptr, affine ? &b : nullptr, expected, {c.axes, 1e-5F, c.groups}), KernelStatus::Ok);
            for (const cpu::Isa isa : availableIsas())
                for (const int threads : {1, 2}) {
                    const Tensor actual(DataType::Float, c.dims);
                    QCOMPARE(cpu::normalization(in, affine ? &s : nullptr, affine ? &b : nullptr, actual, {c.axes, 1e-5F, c.groups}, {threads, isa}), KernelStatus::Ok);
                    const QString text = difference(actual, expected, 5e-6, 5e-6);
                    QVERIFY2(text.isEmpty(), qPrintable(describe(c.dims, {}, isa, threads) + text));
                }
        }
}

void RowsTest::matrixVector() {
    std::mt19937 random(14);
    for (const Dims& shape : {Dims{1, 64, 64}, Dims{1, 300, 1000}, Dims{3, 17, 65}, Dims{7, 128, 3}, Dims{16, 33, 130}, Dims{5, 130, 61}, Dims{2, 0, 5}})
        for (const bool turned : {false, true}) {
            const Tensor in(DataType::Float, Dims{shape[0], shape[1]});
            const Tensor weights(DataType::Float, turned ? Dims{shape[2], shape[1]} : Dims{shape[1], shape[2]});
            const Tensor bias(DataType::Float, Dims{shape[2]});
            for (const Tensor* t : {&in, &weights, &bias}) fillRandom(*t, random);
            const MatrixOperation operation = turned ? MatrixOperation::Transpose : MatrixOperation::None;
            const Tensor product(DataType::Float, Dims{shape[0], shape[2]});
            const Tensor expected(DataType::Float, Dims{shape[0], shape[2]});
            QCOMPARE(reference::matrixMultiply(in, weights, product, {MatrixOperation::None, operation}), KernelStatus::Ok);
            for (std::int64_t i = 0; i < expected.view().volume(); ++i)
                expected.floatData()[i] = product.floatData()[i] + bias.floatData()[i % shape[2]];
            const TensorView b = bias;
            for (const cpu::Isa isa : availableIsas())
                for (const int threads : {1, 2}) {
                    const auto plan = cpu::MatrixVectorPlan::make(weights, operation, &b, isa);
                    QVERIFY(plan);
                    const Tensor actual(DataType::Float, Dims{shape[0], shape[2]});
                    QCOMPARE(plan->run(in, actual, {}, threads), KernelStatus::Ok);
                    // K terms of up to 4 each in one chain of float sums.
                    const QString text = difference(actual, expected, 1e-6 * static_cast<double>(shape[1]) + 1e-6, 1e-6);
                    QVERIFY2(text.isEmpty(), qPrintable(describe(shape, {}, isa, threads) + text));
                    if (!turned) continue;
                    const auto dots = cpu::RowDotsPlan::make(weights, &b, isa);
                    QVERIFY(dots);
                    const Tensor dotted(DataType::Float, Dims{shape[0], shape[2]});
                    QCOMPARE(dots->run(in, dotted, {}, threads), KernelStatus::Ok);
                    const QString other = difference(dotted, expected, 1e-6 * static_cast<double>(shape[1]) + 1e-6, 1e-6);
                    QVERIFY2(other.isEmpty(), qPrintable(describe(shape, {}, isa, threads) + other));
                }
        }
}

void RowsTest::matrixVectorEpilogue() {
    std::mt19937 random(15);
    const Tensor in(DataType::Float, Dims{2, 40});
    const Tensor weights(DataType::Float, Dims{40, 70});
    const Tensor residual(DataType::Float, Dims{2, 70});
    for (const Tensor* t : {&in, &weights, &residual}) fillRandom(*t, random);
    PointwiseProgram program;  // relu(x + residual)
    program.steps[0] = {.op = PointwiseOp::Input, .a = 0};
    program.steps[1] = {.op = PointwiseOp::Input, .a = 1};
    program.steps[2] = {.op = PointwiseOp::Sum, .a = 0, .b = 1};
    program.steps[3] = {.op = PointwiseOp::Relu, .a = 2};
    program.stepCount = 4;
    program.inputCount = 2;
    const Tensor product(DataType::Float, Dims{2, 70});
    const Tensor expected(DataType::Float, Dims{2, 70});
    QCOMPARE(reference::matrixMultiply(in, weights, product, {}), KernelStatus::Ok);
    const TensorView operands[] = {product, residual};
    QCOMPARE(reference::pointwise(program, operands, expected), KernelStatus::Ok);
    for (const cpu::Isa isa : availableIsas()) {
        const Tensor actual(DataType::Float, Dims{2, 70});
        const auto plan = cpu::MatrixVectorPlan::make(weights, MatrixOperation::None, nullptr, isa);
        const auto tail = cpu::PointwisePlan::make(program, operands, actual, isa);
        QVERIFY(plan && tail);
        const void* const others[] = {residual.view().data};
        QCOMPARE(plan->run(in, actual, {&*tail, others}, 2), KernelStatus::Ok);
        const QString text = difference(actual, expected, 1e-5, 1e-6);
        QVERIFY2(text.isEmpty(), qPrintable(text));
    }
}

QTEST_APPLESS_MAIN(RowsTest)
#include "rows_test.moc"
