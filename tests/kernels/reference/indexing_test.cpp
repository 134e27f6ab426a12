// SPDX-License-Identifier: Apache-2.0
// Reference kernels that move and select data, against values written out by hand or in the ONNX specification.
#include "kernels/reference/concatenation.h"
#include "kernels/reference/gather.h"
#include "kernels/reference/non_zero.h"
#include "kernels/reference/one_hot.h"
#include "kernels/reference/reformat.h"
#include "kernels/reference/resize.h"
#include "kernels/reference/scatter.h"
#include "kernels/reference/select.h"
#include "kernels/reference/shuffle.h"
#include "kernels/reference/slice.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <cmath>

using namespace planscope;
using namespace planscope::kernel_tests;
using namespace planscope::kernels::reference;

namespace {

using Floats = std::vector<float>;
using Ints = std::vector<int>;
constexpr KernelStatus kOk = KernelStatus::Ok;

QString firstFar(const Tensor& actual, const Floats& expected) {
    const Floats values = actual.toFloats();
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (std::fabs(values[i] - expected[i]) > 2e-5F)
            return QStringLiteral("element %1 is %2, expected %3").arg(i).arg(values[i]).arg(expected[i]);
    return {};
}

Ints sliced(SampleMode mode, std::int64_t start, std::int64_t stride, std::int64_t size) {
    const Tensor in = Tensor::ints(Dims{4}, {10, 11, 12, 13});
    const Tensor fill = Tensor::ints(Dims{}, {-5});
    const TensorView f = fill;
    const Tensor out(DataType::Int32, Dims{size});
    return slice(in, &f, out, {Dims{start}, Dims{stride}, mode}) == kOk ? out.toInts() : Ints{};
}

}  // namespace

class IndexingTest : public QObject {
    Q_OBJECT

private slots:
    void concatenationAlongBothAxes() {
        const Tensor a = Tensor::ints(Dims{2, 1}, {1, 2});
        const Tensor b = Tensor::ints(Dims{2, 2}, {3, 4, 5, 6});
        const TensorView views[] = {a, b};
        const Tensor out(DataType::Int32, Dims{2, 3});
        QCOMPARE(concatenation(views, out, {1}), kOk);
        QCOMPARE(out.toInts(), (Ints{1, 3, 4, 2, 5, 6}));
    }

    void shuffles() {
        const Tensor in = Tensor::ints(Dims{2, 3}, {1, 2, 3, 4, 5, 6});
        const Tensor turned(DataType::Int32, Dims{3, 2});
        QCOMPARE(transpose(in, turned, Dims{1, 0}), kOk);
        QCOMPARE(turned.toInts(), (Ints{1, 4, 2, 5, 3, 6}));
        // Transpose to [3,2], reshape to [2,3] = 1 4 2 / 5 3 6, transpose to [3,2].
        QCOMPARE(shuffle(in, turned, {Dims{1, 0}, Dims{1, 0}}), kOk);
        QCOMPARE(turned.toInts(), (Ints{1, 5, 4, 3, 2, 6}));
        QCOMPARE(transpose(in, turned, Dims{0, 0}), KernelStatus::BadArgument);
    }

    void sliceModes() {
        QCOMPARE(sliced(SampleMode::StrictBounds, 3, -1, 4), (Ints{13, 12, 11, 10}));
        QCOMPARE(sliced(SampleMode::StrictBounds, 2, 1, 3), Ints{});
        QCOMPARE(sliced(SampleMode::Wrap, -1, 2, 4), (Ints{13, 11, 13, 11}));
        QCOMPARE(sliced(SampleMode::Clamp, -2, 1, 8), (Ints{10, 10, 10, 11, 12, 13, 13, 13}));
        QCOMPARE(sliced(SampleMode::Fill, -1, 1, 6), (Ints{-5, 10, 11, 12, 13, -5}));
        QCOMPARE(sliced(SampleMode::Reflect, -3, 1, 10), (Ints{13, 12, 11, 10, 11, 12, 13, 12, 11, 10}));
    }

    void gathers() {
        const Tensor data = Tensor::ints(Dims{2, 3}, {1, 2, 3, 4, 5, 6});
        const Tensor picked = Tensor::ints(Dims{2}, {-1, 0});
        const Tensor out(DataType::Int32, Dims{2, 2});
        QCOMPARE(gather(data, picked, out, {GatherMode::Default, 1}), kOk);
        QCOMPARE(out.toInts(), (Ints{3, 1, 6, 4}));
        const Tensor elements = Tensor::ints(Dims{2, 2}, {0, 2, 1, -3});
        QCOMPARE(gather(data, elements, out, {GatherMode::Element, 1}), kOk);
        QCOMPARE(out.toInts(), (Ints{1, 3, 5, 4}));
        const Tensor tuples = Tensor::ints(Dims{2, 2}, {0, 1, 1, -1});
        const Tensor two(DataType::Int32, Dims{2});
        QCOMPARE(gather(data, tuples, two, {GatherMode::Nd}), kOk);
        QCOMPARE(two.toInts(), (Ints{2, 6}));
        const Tensor batched = Tensor::ints(Dims{2, 1}, {2, 0});  // one index per row
        QCOMPARE(gather(data, batched, two, {GatherMode::Nd, 0, 1}), kOk);
        QCOMPARE(two.toInts(), (Ints{3, 4}));
        const Tensor wrong = Tensor::ints(Dims{1}, {3});
        QCOMPARE(gather(data, wrong, two, {GatherMode::Default, 1}), KernelStatus::BadIndex);
    }

    void scatters() {
        const Tensor data = Tensor::ints(Dims{5}, {1, 2, 3, 4, 5});
        const Tensor out(DataType::Int32, Dims{5});
        QCOMPARE(scatter(data, Tensor::ints(Dims{2}, {1, -1}), Tensor::ints(Dims{2}, {20, 50}), out, {}), kOk);
        QCOMPARE(out.toInts(), (Ints{1, 20, 3, 4, 50}));
        QCOMPARE(scatter(data, Tensor::ints(Dims{2, 1}, {4, 0}), Tensor::ints(Dims{2}, {7, 8}), out, {ScatterMode::Nd}), kOk);
        QCOMPARE(out.toInts(), (Ints{8, 2, 3, 4, 7}));
        QCOMPARE(scatter(data, Tensor::ints(Dims{1}, {5}), Tensor::ints(Dims{1}, {7}), out, {}), KernelStatus::BadIndex);
    }

    void selections() {
        const Tensor out(DataType::Int32, Dims{2, 2});
        const Tensor yes = Tensor::ints(Dims{1, 2}, {1, 2});
        QCOMPARE(select(Tensor::bools(Dims{2, 1}, {1, 0}), yes, Tensor::ints(Dims{}, {9}), out), kOk);
        QCOMPARE(out.toInts(), (Ints{1, 2, 9, 9}));
        const Tensor hot(DataType::Int32, Dims{2, 3});
        QCOMPARE(oneHot(Tensor::ints(Dims{2}, {-1, 7}), Tensor::ints(Dims{2}, {0, 5}), hot, {1}), kOk);
        QCOMPARE(hot.toInts(), (Ints{0, 0, 5, 0, 0, 0}));
        const Tensor sparse = Tensor::floats(Dims{2, 2}, {0, 3, 0.5F, 0});
        QCOMPARE(countNonZero(sparse), std::int64_t{2});
        const Tensor found(DataType::Int32, Dims{2, 2});
        QCOMPARE(nonZero(sparse, found), kOk);
        QCOMPARE(found.toInts(), (Ints{0, 1, 1, 0}));
    }

    void reformats() {
        const Tensor in = Tensor::ints(Dims{1, 3, 2}, {1, 2, 3, 4, 5, 6});
        const Tensor last(DataType::Int32, Dims{1, 3, 2}, Format::channelLast(4));
        QCOMPARE(reformat(in, last), kOk);
        const auto* memory = last.view().as<std::int32_t>();
        QCOMPARE(Ints(memory, memory + 8), (Ints{1, 3, 5, 0, 2, 4, 6, 0}));
        const Tensor blocked(DataType::Int32, Dims{1, 3, 2}, Format::channelBlocked(2));
        QCOMPARE(reformat(last, blocked), kOk);
        memory = blocked.view().as<std::int32_t>();
        QCOMPARE(Ints(memory, memory + 8), (Ints{1, 3, 2, 4, 5, 0, 6, 0}));
    }

    /// The examples of the ONNX operator specification, Resize.
    void resizesAsOnnxSays() {
        const Tensor four = Tensor::floats(Dims{1, 1, 2, 2}, {1, 2, 3, 4});
        const Tensor up(DataType::Float, Dims{1, 1, 4, 4});
        ResizeArgs args{.mode = ResizeMode::Linear, .coordinate = ResizeCoordinate::HalfPixel};
        QCOMPARE(resize(four, up, args), kOk);
        QCOMPARE(firstFar(up, {1, 1.25F, 1.75F, 2, 1.5F, 1.75F, 2.25F, 2.5F, 2.5F, 2.75F, 3.25F, 3.5F, 3, 3.25F, 3.75F, 4}), QString());
        args.coordinate = ResizeCoordinate::AlignCorners;
        QCOMPARE(resize(four, up, args), kOk);
        QCOMPARE(firstFar(up, {1, 1.33333333F, 1.66666667F, 2, 1.66666667F, 2, 2.33333333F, 2.66666667F, 2.33333333F,
                               2.66666667F, 3, 3.33333333F, 3, 3.33333333F, 3.66666667F, 4}), QString());

        const Tensor sixteen = Tensor::floats(Dims{1, 1, 4, 4}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        const Tensor down(DataType::Float, Dims{1, 1, 3, 3});
        ResizeArgs cubic{.mode = ResizeMode::Cubic, .coordinate = ResizeCoordinate::HalfPixel, .scales = {1, 1, 0.8F, 0.8F}};
        QCOMPARE(resize(sixteen, down, cubic), kOk);
        QCOMPARE(firstFar(down, {1.47119141F, 2.78125F, 4.08251953F, 6.71142578F, 8.02148438F, 9.32275391F, 11.91650391F,
                                 13.2265625F, 14.52783203F}), QString());
        ResizeArgs nearest{.coordinate = ResizeCoordinate::HalfPixel, .round = ResizeRound::HalfDown};
        const Tensor big(DataType::Float, Dims{1, 1, 7, 8});
        QCOMPARE(resize(four, big, nearest), kOk);
        const Floats row = {1, 1, 1, 1, 2, 2, 2, 2};
        for (int i = 0; i < 8; ++i) QCOMPARE(big.toFloats()[static_cast<std::size_t>(i)], row[static_cast<std::size_t>(i)]);
        QCOMPARE(big.toFloats()[3 * 8], 1.0F);
        QCOMPARE(big.toFloats()[4 * 8], 3.0F);
    }

    void roundingsOfNearest() {
        const Tensor in = Tensor::floats(Dims{4}, {0, 1, 2, 3});
        const Tensor out(DataType::Float, Dims{2});
        ResizeArgs args{.coordinate = ResizeCoordinate::HalfPixel, .round = ResizeRound::HalfDown};  // 0.5 and 2.5
        QCOMPARE(resize(in, out, args), kOk);
        QCOMPARE(out.toFloats(), (Floats{0, 2}));
        args.round = ResizeRound::HalfUp;
        QCOMPARE(resize(in, out, args), kOk);
        QCOMPARE(out.toFloats(), (Floats{1, 3}));
        args.coordinate = ResizeCoordinate::AlignCorners;  // 0 and 3
        QCOMPARE(resize(in, out, args), kOk);
        QCOMPARE(out.toFloats(), (Floats{0, 3}));
    }
};

QTEST_APPLESS_MAIN(IndexingTest)
#include "indexing_test.moc"
