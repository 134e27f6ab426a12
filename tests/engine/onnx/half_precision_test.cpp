// SPDX-License-Identifier: Apache-2.0
#include "engine/network/constant.h"

#include "engine/onnx/half_precision.h"

#include "engine/layers/matrix_multiply.h"
#include "engine/network/evaluate.h"
#include "kernels/api/half.h"

#include <QTest>

using namespace planscope;

namespace {

ConstantPtr halves(const Dims& dims, const std::vector<float>& values) {
    std::vector<std::uint16_t> bits;
    for (const float value : values) bits.push_back(halfFromFloat(value));
    return Constant::of(DataType::Half, dims, std::span<const std::uint16_t>(bits));
}

LayerSpec product(TensorId a, TensorId b) {
    return {.name = "product",
            .def = &layers::matrix_multiply::def,
            .attrs = Attrs::of(layers::matrix_multiply::Attrs{}),
            .inputs = {a, b},
            .outputNames = {"y"}};
}

}  // namespace

class HalfPrecisionTest : public QObject {
    Q_OBJECT
private slots:
    void sumsAreExactAndResultsRounded() {
        Network network;
        const TensorId x = network.addInput("x", DataType::Half, {1, 3});
        const TensorId w = network.addConstant("w", halves({3, 1}, {2048, 1, 1}));
        const LayerSpec spec = product(x, w);
        const Result<LayerId> refused = network.addLayer(spec);
        QVERIFY(!refused);
        QVERIFY(onnx::needsSinglePrecision(network, spec, refused.error()));
        const auto outputs = onnx::addInSinglePrecision(network, spec, [](std::string name) { return name; });
        QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
        const Tensor& y = network.tensor(outputs->front());
        QVERIFY(y.type == DataType::Half);
        QCOMPARE(y.name, std::string("y"));
        network.markOutput("y", outputs->front());

        // 2048 + 1 + 1 = 2050 is a half; summed in half, each 1 would be lost to the even neighbour.
        const ConstantPtr input = halves({1, 3}, {1, 1, 1});
        const auto values = evaluateNetwork(network, std::span(&input, 1));
        QVERIFY2(values, values ? "" : values.error().text().c_str());
        QCOMPARE(floatFromHalf(values->front()->as<std::uint16_t>()[0]), 2050.0F);
        // 2048 + 1 = 2049 is none and goes to the even neighbour.
        const ConstantPtr odd = halves({1, 3}, {1, 1, 0});
        const auto rounded = evaluateNetwork(network, std::span(&odd, 1));
        QVERIFY(rounded.has_value());
        QCOMPARE(floatFromHalf(rounded->front()->as<std::uint16_t>()[0]), 2048.0F);
    }

    void otherRefusalsStand() {
        Network network;
        const TensorId x = network.addInput("x", DataType::Half, {1, 3});
        const TensorId w = network.addConstant("w", halves({2, 1}, {1, 1}));
        const auto outputs = onnx::addInSinglePrecision(network, product(x, w), [](std::string name) { return name; });
        QVERIFY(!outputs);
        QVERIFY(outputs.error().text().find("cannot be multiplied") != std::string::npos);
    }

    void constantsKeepTheirValues() {
        const ConstantPtr wide = onnx::inSinglePrecision(halves({2}, {0.5F, -65504.0F}));
        QVERIFY(wide->type() == DataType::Float);
        QCOMPARE(wide->floats()[0], 0.5F);
        QCOMPARE(wide->floats()[1], -65504.0F);
        const ConstantPtr single = Constant::ofFloats({1}, std::vector<float>{3});
        QVERIFY(onnx::inSinglePrecision(single) == single);
    }
};

QTEST_APPLESS_MAIN(HalfPrecisionTest)
#include "half_precision_test.moc"
