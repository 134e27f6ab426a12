// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/top_k.h"

#include "kernels/reference/top_k.h"
#include "tests/kernels/tensor_fixture.h"

#include <QTest>

#include <limits>

using namespace planscope;
using namespace planscope::kernel_tests;
namespace cpu = planscope::kernels::cpu;
namespace reference = planscope::kernels::reference;

class TopKTest : public QObject {
    Q_OBJECT

private slots:
    void matchesTheReference();
    void refusals();
};

/// Few different values, so that there are ties, with zeros of both signs, infinities and NaN.
void fillWithTies(const Tensor& tensor, std::mt19937& random) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const float values[] = {-3, -0.0F, 0.0F, 1, 1.5F, 2, infinity, -infinity, std::numeric_limits<float>::quiet_NaN()};
    const TensorView view = tensor;
    for (std::int64_t i = 0; i < view.volume(); ++i) {
        if (view.type == DataType::Float) view.as<float>()[i] = values[random() % std::size(values)];
        else view.as<std::int32_t>()[i] = random() % 5 == 0 ? std::numeric_limits<std::int32_t>::min() : static_cast<std::int32_t>(random() % 7) - 3;
    }
}

void TopKTest::matchesTheReference() {
    std::mt19937 random(7);
    for (const Dims& dims : {Dims{3, 1000}, Dims{2, 19, 37}, Dims{4, 5}, Dims{1, 80, 3, 70}, Dims{600}, Dims{200, 20}, Dims{130, 64}, Dims{2, 0, 3}})
        for (const DataType type : {DataType::Float, DataType::Int32})
            for (int axis = 0; axis < dims.rank; ++axis)
                for (const std::int64_t kept : {std::int64_t{1}, dims[axis] / 2, dims[axis]})
                    for (const TopKOperation operation : {TopKOperation::Max, TopKOperation::Min})
                        for (const bool last : {false, true}) {
                            if (kept > dims[axis]) continue;
                            const Tensor in(type, dims);
                            fillWithTies(in, random);
                            Dims outDims = dims;
                            outDims[axis] = kept;
                            const Tensor values(type, outDims), indices(DataType::Int32, outDims);
                            QCOMPARE(reference::topK(in, values, indices, {operation, axis, last}), KernelStatus::Ok);
                            for (const cpu::Isa isa : availableIsas())
                                for (const int threads : {1, 2}) {
                                    const Tensor found(type, outDims), at(DataType::Int32, outDims);
                                    std::vector<std::int64_t> workspace(cpu::topKWorkspace(dims, outDims, axis, threads) / 8);
                                    QCOMPARE(cpu::topK(in, found, at, {operation, axis, last}, workspace.data(), {threads, isa}),
                                             KernelStatus::Ok);
                                    QCOMPARE(at.toInts(), indices.toInts());
                                    QVERIFY(found.isGuardIntact() && at.isGuardIntact());
                                    QVERIFY(std::memcmp(found.view().data, values.view().data, values.view().bytes()) == 0);
                                }
                        }
}

void TopKTest::refusals() {
    const Tensor in(DataType::Float, Dims{2, 3}), values(DataType::Float, Dims{2, 4}), indices(DataType::Int32, Dims{2, 4});
    QCOMPARE(cpu::topK(in, values, indices, {TopKOperation::Max, 1, false}, nullptr, {}), KernelStatus::BadArgument);
    QCOMPARE(cpu::topK(in, in, in, {TopKOperation::Max, 1, false}, nullptr, {}), KernelStatus::BadArgument);
}

QTEST_APPLESS_MAIN(TopKTest)
#include "top_k_test.moc"
