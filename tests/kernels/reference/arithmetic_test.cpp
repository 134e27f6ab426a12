// SPDX-License-Identifier: Apache-2.0
// Reference kernels that compute, against values worked out by hand or taken from the definitions.
#include "kernels/api/half.h"
#include "kernels/reference/cast.h"
#include "kernels/reference/convolution.h"
#include "kernels/reference/cumulative_sum.h"
#include "kernels/reference/deconvolution.h"
#include "kernels/reference/fill.h"
#include "kernels/reference/lrn.h"
#include "kernels/reference/matrix_multiply.h"
#include "kernels/reference/normalization.h"
#include "kernels/reference/parametric_relu.h"
#include "kernels/reference/pointwise.h"
#include "kernels/reference/pooling.h"
#include "kernels/reference/reduce.h"
#include "kernels/reference/scale.h"
#include "kernels/reference/softmax.h"
#include "kernels/reference/top_k.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <climits>
#include <cmath>

using namespace planscope;
using namespace planscope::kernel_tests;
using namespace planscope::kernels::reference;

namespace {

using Floats = std::vector<float>;
using Ints = std::vector<int>;
constexpr KernelStatus kOk = KernelStatus::Ok;

int integerOf(PointwiseOp op, int a, int b = 0, DataType type = DataType::Int32) {
    const PointwiseStep step{.op = op, .type = type};
    return static_cast<int>(evaluateStep(step, DataType::Int32, PointwiseValue::ofInteger(a), PointwiseValue::ofInteger(b), {}).integer);
}

double realOf(PointwiseOp op, double a, double b = 0, float alpha = 0, float beta = 0) {
    const PointwiseStep step{.op = op, .alpha = alpha, .beta = beta};
    return evaluateStep(step, DataType::Float, PointwiseValue::ofReal(a), PointwiseValue::ofReal(b), {}).real;
}

int castOf(double value, DataType type) {
    const PointwiseStep step{.op = PointwiseOp::Cast, .type = type};
    return static_cast<int>(evaluateStep(step, DataType::Float, PointwiseValue::ofReal(value), {}, {}).integer);
}

bool near(double a, double b) { return std::fabs(a - b) <= 1e-6 * std::max(1.0, std::fabs(b)); }

}  // namespace

class ArithmeticTest : public QObject {
    Q_OBJECT

private slots:
    void convolutionOfOneChannel() {
        // 3x3 input 1..9, filter [[1,2],[3,4]]: 1+4+12+20 = 37, then each step right adds 10, each step down 30.
        const Tensor in = Tensor::floats(Dims{1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
        const Tensor filter = Tensor::floats(Dims{1, 1, 2, 2}, {1, 2, 3, 4});
        const Tensor bias = Tensor::floats(Dims{1}, {0.5F});
        const TensorView b = bias;
        const Tensor out(DataType::Float, Dims{1, 1, 2, 2});
        QCOMPARE(convolution(in, filter, &b, out, {Dims{1, 1}, Dims{1, 1}, Dims{0, 0}, Dims{0, 0}}), kOk);
        QCOMPARE(out.toFloats(), (Floats{37.5F, 47.5F, 67.5F, 77.5F}));
        // Dilation 2 reads the corners: 1 + 2*3 + 3*7 + 4*9.
        const Tensor corner(DataType::Float, Dims{1, 1, 1, 1});
        QCOMPARE(convolution(in, filter, nullptr, corner, {Dims{1, 1}, Dims{2, 2}, Dims{0, 0}, Dims{0, 0}}), kOk);
        QCOMPARE(corner.toFloats(), Floats{64});
        // Padding before only, stride 2: windows at (-1,-1), (-1,1), (1,-1), (1,1).
        QCOMPARE(convolution(in, filter, nullptr, out, {Dims{2, 2}, Dims{1, 1}, Dims{1, 1}, Dims{0, 0}}), kOk);
        QCOMPARE(out.toFloats(), (Floats{4, 3 * 2 + 4 * 3, 2 * 4 + 4 * 7, 5 + 12 + 24 + 36}));
    }

    void convolutionGroupsAndOneDimension() {
        // Two groups of one channel: each map sees its own channel only.
        const Tensor in = Tensor::floats(Dims{1, 2, 3}, {1, 2, 3, 10, 20, 30});
        const Tensor filter = Tensor::floats(Dims{2, 1, 2}, {1, 1, 1, -1});
        const Tensor out(DataType::Float, Dims{1, 2, 2});
        QCOMPARE(convolution(in, filter, nullptr, out, {Dims{1}, Dims{1}, Dims{0}, Dims{0}, 2}), kOk);
        QCOMPARE(out.toFloats(), (Floats{3, 5, -10, -10}));
    }

    void deconvolutionSpreads() {
        // Stride 2, filter [1,2,3]: 1 -> 1 2 3 . . and 10 -> . . 10 20 30.
        const Tensor in = Tensor::floats(Dims{1, 1, 2}, {1, 10});
        const Tensor filter = Tensor::floats(Dims{1, 1, 3}, {1, 2, 3});
        const Tensor out(DataType::Float, Dims{1, 1, 5});
        QCOMPARE(deconvolution(in, filter, nullptr, out, {Dims{2}, Dims{1}, Dims{0}}), kOk);
        QCOMPARE(out.toFloats(), (Floats{1, 2, 13, 20, 30}));
        const Tensor trimmed(DataType::Float, Dims{1, 1, 4});  // one element trimmed in front; output padding is free
        QCOMPARE(deconvolution(in, filter, nullptr, trimmed, {Dims{2}, Dims{1}, Dims{1}}), kOk);
        QCOMPARE(trimmed.toFloats(), (Floats{2, 13, 20, 30}));
        // [C=1, K/G=2]: one input channel gives two maps.
        const Tensor two = Tensor::floats(Dims{1, 2, 1}, {1, -1});
        const Tensor maps(DataType::Float, Dims{1, 2, 2});
        QCOMPARE(deconvolution(in, two, nullptr, maps, {Dims{1}, Dims{1}, Dims{0}}), kOk);
        QCOMPARE(maps.toFloats(), (Floats{1, 10, -1, -10}));
    }

    void poolingCountsAsDocumented() {
        const Tensor in = Tensor::floats(Dims{1, 1, 4}, {-1, -2, -3, -6});
        const Tensor out(DataType::Float, Dims{1, 1, 3});
        PoolingArgs args{PoolingKind::Max, Dims{2}, Dims{2}, Dims{1}, Dims{1}};
        QCOMPARE(pooling(in, out, args), kOk);
        QCOMPARE(out.toFloats(), (Floats{-1, -2, -6}));  // padding never wins
        args.kind = PoolingKind::Average;
        QCOMPARE(pooling(in, out, args), kOk);
        QCOMPARE(out.toFloats(), (Floats{-1, -2.5F, -6}));
        args.averageCountExcludesPadding = false;
        QCOMPARE(pooling(in, out, args), kOk);
        QCOMPARE(out.toFloats(), (Floats{-0.5F, -2.5F, -3}));
        args.kind = PoolingKind::MaxAverageBlend;
        args.blend = 0.25F;
        QCOMPARE(pooling(in, out, args), kOk);
        QCOMPARE(out.toFloats(), (Floats{-0.875F, -2.125F, -5.25F}));
        // Rounded-up extents: the last window has one element in the input, none in the padding, and counts 1.
        const Tensor last(DataType::Float, Dims{1, 1, 2});
        QCOMPARE(pooling(in, last, {PoolingKind::Average, Dims{3}, Dims{3}, Dims{0}, Dims{0}, 0, false}), kOk);
        QCOMPARE(last.toFloats(), (Floats{-2, -6}));
    }

    void integersAreExact() {
        QCOMPARE(integerOf(PointwiseOp::Sum, 16777217, 16777218), 33554435);  // not representable in float
        QCOMPARE(integerOf(PointwiseOp::Prod, 65537, 65537), static_cast<int>(65537U * 65537U));
        QCOMPARE(integerOf(PointwiseOp::Sum, INT_MAX, 1), INT_MIN);
        QCOMPARE(integerOf(PointwiseOp::Div, -7, 2), -3);
        QCOMPARE(integerOf(PointwiseOp::FloorDiv, -7, 2), -4);
        QCOMPARE(integerOf(PointwiseOp::FloorDiv, 7, -2), -4);
        QCOMPARE(integerOf(PointwiseOp::FloorDiv, -8, 2), -4);
        QCOMPARE(integerOf(PointwiseOp::Div, 5, 0), 0);
        QCOMPARE(integerOf(PointwiseOp::FloorDiv, 5, 0), 0);
        QCOMPARE(integerOf(PointwiseOp::Div, INT_MIN, -1), INT_MIN);  // wraps, must not trap
        QCOMPARE(integerOf(PointwiseOp::Abs, INT_MIN), INT_MIN);
        QCOMPARE(integerOf(PointwiseOp::Pow, 3, 4), 81);
        QCOMPARE(integerOf(PointwiseOp::Pow, 2, -1), 0);
        QCOMPARE(integerOf(PointwiseOp::Pow, -1, -3), -1);
        QCOMPARE(integerOf(PointwiseOp::Max, -3, -5), -3);
        QCOMPARE(integerOf(PointwiseOp::Greater, 16777217, 16777216, DataType::Bool), 1);
    }

    void realsFollowTheirFormulas() {
        QVERIFY(near(realOf(PointwiseOp::Erf, 0.5), 0.5204998778130465));
        QVERIFY(near(realOf(PointwiseOp::Sigmoid, 1), 0.7310585786300049));
        QVERIFY(near(realOf(PointwiseOp::Softplus, 1, 0, 1, 1), 1.3132616875182228));
        QVERIFY(near(realOf(PointwiseOp::Elu, -1, 0, 2), 2 * -0.6321205588285577));
        QVERIFY(near(realOf(PointwiseOp::Selu, -1, 0, 2, 3), 6 * -0.6321205588285577));
        QCOMPARE(realOf(PointwiseOp::HardSigmoid, 1, 0, 0.25F, 0.5F), 0.75);
        QCOMPARE(realOf(PointwiseOp::Clip, 9, 0, -1, 6), 6.0);
        QCOMPARE(realOf(PointwiseOp::LeakyRelu, -4, 0, 0.25F), -1.0);
        QCOMPARE(realOf(PointwiseOp::ThresholdedRelu, 1, 0, 1), 0.0);
        QCOMPARE(realOf(PointwiseOp::Round, 2.5), 2.0);
        QCOMPARE(realOf(PointwiseOp::Round, -3.5), -4.0);
        QCOMPARE(realOf(PointwiseOp::FloorDiv, -7, 2), -4.0);
        QVERIFY(std::isnan(realOf(PointwiseOp::Max, NAN, 1)) && std::isnan(realOf(PointwiseOp::Min, 1, NAN)));
        QVERIFY(std::isnan(realOf(PointwiseOp::Relu, NAN)));
    }

    void castsTruncateAndSaturate() {
        QCOMPARE(castOf(-1.9, DataType::Int32), -1);
        QCOMPARE(castOf(3e10, DataType::Int32), INT_MAX);
        QCOMPARE(castOf(NAN, DataType::Int32), 0);
        QCOMPARE(castOf(300.7, DataType::UInt8), 255);
        QCOMPARE(castOf(-129, DataType::Int8), -128);
        QCOMPARE(castOf(0.25, DataType::Bool), 1);
        const Tensor wide = Tensor::floats(Dims{3}, {1.0F, 65520.0F, 0x1p-25F});
        const Tensor half(DataType::Half, Dims{3});
        QCOMPARE(cast(wide, half), kOk);
        const auto* bits = half.view().as<std::uint16_t>();
        QCOMPARE(int(bits[0]), 0x3c00);
        QCOMPARE(int(bits[1]), 0x7c00);  // rounds to infinity
        QCOMPARE(int(bits[2]), 0);       // half of the smallest subnormal: tie to even
        for (std::uint32_t h = 0; h < 0x10000; ++h) {
            const bool nan = (h & 0x7fffU) > 0x7c00U;
            if (!nan) QCOMPARE(halfFromFloat(floatFromHalf(static_cast<std::uint16_t>(h))), static_cast<std::uint16_t>(h));
        }
    }

    void pointwiseBroadcasts() {
        const Tensor a = Tensor::floats(Dims{2, 1}, {1, 2});
        const Tensor b = Tensor::floats(Dims{3}, {10, 20, 30});
        const Tensor out(DataType::Float, Dims{2, 3});
        PointwiseProgram program;
        program.steps[0] = {.op = PointwiseOp::Input, .a = 0};
        program.steps[1] = {.op = PointwiseOp::Input, .a = 1};
        program.steps[2] = {.op = PointwiseOp::Sub, .a = 1, .b = 0};
        program.stepCount = 3;
        program.inputCount = 2;
        const TensorView views[] = {a, b};
        QCOMPARE(pointwise(program, views, out), kOk);
        QCOMPARE(out.toFloats(), (Floats{9, 19, 29, 8, 18, 28}));
        const Tensor wrong(DataType::Float, Dims{2, 4});
        QCOMPARE(pointwise(program, views, wrong), KernelStatus::BadArgument);
    }

    void softmaxAndReductions() {
        const Tensor in = Tensor::floats(Dims{2, 2}, {0, std::log(3.0F), 1000, 1000});
        const Tensor out(DataType::Float, Dims{2, 2});
        QCOMPARE(softmax(in, out, {1}), kOk);
        QVERIFY(near(out.toFloats()[0], 0.25) && near(out.toFloats()[1], 0.75) && out.toFloats()[2] == 0.5F);
        const Tensor x = Tensor::ints(Dims{2, 3}, {1, -2, 3, 40, 50, -61});
        const Tensor rows(DataType::Int32, Dims{2});
        QCOMPARE(reduce(x, rows, {ReduceKind::Sum, 0b10}), kOk);
        QCOMPARE(rows.toInts(), (Ints{2, 29}));
        QCOMPARE(reduce(x, rows, {ReduceKind::Prod, 0b10}), kOk);
        QCOMPARE(rows.toInts(), (Ints{-6, -122000}));
        const Tensor columns(DataType::Int32, Dims{3});
        QCOMPARE(reduce(x, columns, {ReduceKind::Min, 0b01}), kOk);
        QCOMPARE(columns.toInts(), (Ints{1, -2, -61}));
        const Tensor empty(DataType::Int32, Dims{2, 0});
        QCOMPARE(reduce(empty, rows, {ReduceKind::Max, 0b10}), kOk);
        QCOMPARE(rows.toInts(), (Ints{INT_MIN, INT_MIN}));
    }

    void products() {
        const Tensor a = Tensor::floats(Dims{2, 3}, {1, 2, 3, 4, 5, 6});
        const Tensor b = Tensor::floats(Dims{2, 1, 3}, {1, 0, -1, 2, 2, 2});  // two batches, transposed
        const Tensor out(DataType::Float, Dims{2, 2, 1});
        QCOMPARE(matrixMultiply(a, b, out, {MatrixOperation::None, MatrixOperation::Transpose}), kOk);
        QCOMPARE(out.toFloats(), (Floats{-2, -2, 12, 30}));
        const Tensor v = Tensor::floats(Dims{2}, {1, 10});
        const Tensor row(DataType::Float, Dims{3});
        QCOMPARE(matrixMultiply(v, a, row, {MatrixOperation::Vector, MatrixOperation::None}), kOk);
        QCOMPARE(row.toFloats(), (Floats{41, 52, 63}));
    }

    void normalizationsAndScale() {
        const Tensor in = Tensor::floats(Dims{1, 2, 2}, {1, 3, 10, 30});
        const Tensor out(DataType::Float, Dims{1, 2, 2});
        const Tensor scaleOf = Tensor::floats(Dims{2, 1}, {2, 1});
        const Tensor biasOf = Tensor::floats(Dims{2, 1}, {0, 5});
        const TensorView s = scaleOf;
        const TensorView b = biasOf;
        QCOMPARE(normalization(in, &s, &b, out, {0b100, 0.0F, 1}), kOk);
        QCOMPARE(out.toFloats(), (Floats{-2, 2, 4, 6}));
        QCOMPARE(normalization(in, nullptr, nullptr, out, {0b100, 0.0F, 1}), kOk);
        QCOMPARE(out.toFloats(), (Floats{-1, 1, -1, 1}));
        const Tensor four = Tensor::floats(Dims{1, 4, 1}, {1, 3, 10, 30});
        const Tensor groups(DataType::Float, Dims{1, 4, 1});
        QCOMPARE(normalization(four, nullptr, nullptr, groups, {0b100, 0.0F, 2}), kOk);
        QCOMPARE(groups.toFloats(), (Floats{-1, 1, -1, 1}));
        const Tensor both = Tensor::floats(Dims{2}, {2, 2});
        const TensorView powers = both;
        QCOMPARE(scale(in, &s, &b, &powers, out, {ScaleMode::Channel, 1}), kOk);
        QCOMPARE(out.toFloats(), (Floats{4, 36, 225, 1225}));
    }

    void topKKeepsTheLowerIndex() {
        const Tensor in = Tensor::floats(Dims{1, 5}, {3, 9, 9, NAN, 1});
        const Tensor values(DataType::Float, Dims{1, 3});
        const Tensor indices(DataType::Int32, Dims{1, 3});
        QCOMPARE(topK(in, values, indices, {TopKOperation::Max, 1}), kOk);
        QCOMPARE(indices.toInts(), (Ints{3, 1, 2}));
        QCOMPARE(topK(in, values, indices, {TopKOperation::Min, 1}), kOk);
        QCOMPARE(indices.toInts(), (Ints{4, 0, 1}));
        QCOMPARE(values.toFloats(), (Floats{1, 3, 9}));
    }

    void smallOnes() {
        const Tensor x = Tensor::ints(Dims{4}, {1, 2, 3, 4});
        const Tensor sums(DataType::Int32, Dims{4});
        QCOMPARE(cumulativeSum(x, sums, {0, true, false}), kOk);
        QCOMPARE(sums.toInts(), (Ints{0, 1, 3, 6}));
        QCOMPARE(cumulativeSum(x, sums, {0, false, true}), kOk);
        QCOMPARE(sums.toInts(), (Ints{10, 9, 7, 4}));
        const Tensor line(DataType::Float, Dims{3});
        QCOMPARE(linspace(line, {1, {0.5}}), kOk);
        QCOMPARE(line.toFloats(), (Floats{1, 1.5F, 2}));
        const Tensor in = Tensor::floats(Dims{1, 3, 1}, {1, 2, 3});
        const Tensor out(DataType::Float, Dims{1, 3, 1});
        // k + alpha/n * sum: 1 + (1+4), 1 + (1+4+9), 1 + (4+9).
        QCOMPARE(lrn(in, out, {3, 3, 1, 1}), kOk);
        QVERIFY(near(out.toFloats()[0], 1 / 6.0) && near(out.toFloats()[1], 2 / 15.0) && near(out.toFloats()[2], 3 / 14.0));
        const Tensor slope = Tensor::floats(Dims{3, 1}, {0.5F, 0.25F, 2});
        const Tensor negative = Tensor::floats(Dims{1, 3, 1}, {-4, -4, 7});
        QCOMPARE(parametricRelu(negative, slope, out), kOk);
        QCOMPARE(out.toFloats(), (Floats{-2, -1, 7}));
    }
};

QTEST_APPLESS_MAIN(ArithmeticTest)
#include "arithmetic_test.moc"
