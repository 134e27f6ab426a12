// SPDX-License-Identifier: Apache-2.0
// Forms of operators that the ONNX test suite does not cover: older operator sets, attributes in place of inputs, corners.
#include "tests/engine/onnx/model_files.h"

#include "engine/network/evaluate.h"
#include "engine/network/names.h"

#include <QTest>

#include <numeric>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

/// One graph; every input counts up from 1. Answers worked out by hand.
struct Row {
    const char* name;
    int opset;
    const char* graph;
    Dims dims;
    std::vector<float> values;
};

const Row kRows[] = {
    {"Add-6 broadcast from axis", 6, "g (float[2,2,2] x) => (float[2,2,2] y) <float[2] b = {10,20}> { y = Add <broadcast = 1, axis = 1> (x, b) }",
     {2, 2, 2}, {11, 12, 23, 24, 15, 16, 27, 28}},
    {"Add-6 broadcast at the end", 6, "g (float[2,2] x) => (float[2,2] y) <float[2] b = {10,20}> { y = Add <broadcast = 1> (x, b) }",
     {2, 2}, {11, 22, 13, 24}},
    {"PRelu-6 slope per channel", 6, "g (float[1,2,1,1] x) => (float[1,2,1,1] y) <float[2] s = {2,3}> { n = Neg(x) y = PRelu(n, s) }",
     {1, 2, 1, 1}, {-2, -6}},
    {"Clip-6 attributes", 6, "g (float[4] x) => (float[4] y) { y = Clip <min = 2.0, max = 3.0> (x) }", {4}, {2, 2, 3, 3}},
    {"Clip-11 only max", 11, "g (float[4] x) => (float[4] y) <float m = {2.5}> { y = Clip(x, , m) }", {4}, {1, 2, 2.5, 2.5}},
    {"Clip-13 crossed bounds", 13, "g (float[4] x) => (float[4] y) <float a = {3}, float b = {2}> { y = Clip(x, a, b) }", {4}, {2, 2, 2, 2}},
    {"Clip-13 bound at run time", 13, "g (float[4] x) => (float[4] y) { m = ReduceMean <keepdims = 0> (x) y = Clip(x, m) }", {4}, {2.5, 2.5, 3, 4}},
    {"Softmax-11 rows of a matrix", 11, "g (float[1,2,2] x) => (float[1,2,2] y) <float z = {0}> { c = Mul(x, z) y = Softmax <axis = 1> (c) }",
     {1, 2, 2}, {0.25, 0.25, 0.25, 0.25}},
    {"Softmax-13 one axis", 13, "g (float[1,2,2] x) => (float[1,2,2] y) <float z = {0}> { c = Mul(x, z) y = Softmax <axis = 1> (c) }",
     {1, 2, 2}, {0.5, 0.5, 0.5, 0.5}},
    {"Slice-9 attributes", 9, "g (float[6] x) => (float[2] y) { y = Slice <axes = [0], starts = [-3], ends = [-1]> (x) }", {2}, {4, 5}},
    {"Slice-13 backwards to the start", 13,
     "g (float[4] x) => (float[2] y) <int64[1] s = {-1}, int64[1] e = {-9223372036854775807}, int64[1] a = {0}, int64[1] p = {-2}> "
     "{ y = Slice(x, s, e, a, p) }", {2}, {4, 2}},
    {"Split-11 attribute", 11, "g (float[5] x) => (float[3] b) { a, b = Split <axis = 0, split = [2, 3]> (x) }", {3}, {3, 4, 5}},
    {"Split-18 last part smaller", 18, "g (float[5] x) => (float[2] b) { a, b = Split <axis = 0, num_outputs = 2> (x) }", {2}, {4, 5}},
    {"Pad-2 negative crops", 2, "g (float[4] x) => (float[4] y) { y = Pad <pads = [-1, 1], value = 9.0> (x) }", {4}, {2, 3, 4, 9}},
    {"Pad-18 some axes", 18, "g (float[1,2] x) => (float[1,4] y) <int64[2] p = {1,1}, int64[1] a = {-1}> { y = Pad <mode = \"edge\"> (x, p, , a) }",
     {1, 4}, {1, 1, 2, 2}},
    {"Pad-11 reflect", 11, "g (float[3] x) => (float[5] y) <int64[2] p = {2,0}> { y = Pad <mode = \"reflect\"> (x, p) }", {5}, {3, 2, 1, 2, 3}},
    {"Squeeze-11 attribute", 11, "g (float[1,2,1] x) => (float[2,1] y) { y = Squeeze <axes = [-3]> (x) }", {2, 1}, {1, 2}},
    {"Squeeze-13 all", 13, "g (float[1,2,1] x) => (float[2] y) { y = Squeeze(x) }", {2}, {1, 2}},
    {"Unsqueeze-11 attribute", 11, "g (float[2] x) => (float[1,2,1] y) { y = Unsqueeze <axes = [0, 2]> (x) }", {1, 2, 1}, {1, 2}},
    {"ReduceSum-11 attribute", 11, "g (float[2,2] x) => (float[2] y) { y = ReduceSum <axes = [1], keepdims = 0> (x) }", {2}, {3, 7}},
    {"ReduceSum-13 nothing to do", 13, "g (float[2] x) => (float[2] y) <int64[0] a = {}> { y = ReduceSum <noop_with_empty_axes = 1> (x, a) }", {2}, {1, 2}},
    {"ReduceMax-18 axes input", 18, "g (float[2,2] x) => (float[1,2] y) <int64[1] a = {0}> { y = ReduceMax(x, a) }", {1, 2}, {3, 4}},
    {"Reshape-1 attribute", 1, "g (float[4] x) => (float[2,2] y) { y = Reshape <shape = [2, -1]> (x) }", {2, 2}, {1, 2, 3, 4}},
    {"Reshape of computed shape", 13,
     "g (float[2,3] x) => (float[6] y) <int64 i = {0}, int64[1] a = {0}, int64[1] m = {-1}> "
     "{ s = Shape(x) n = Gather(s, i) u = Unsqueeze(n, a) t = Concat <axis = 0> (u, m) r = Reshape(x, t) y = Flatten <axis = 0> (r) }",
     {1, 6}, {1, 2, 3, 4, 5, 6}},
    {"Upsample-7 attribute", 7, "g (float[1,1,1,2] x) => (float[1,1,1,4] y) { y = Upsample <mode = \"nearest\", scales = [1.0,1.0,1.0,2.0]> (x) }",
     {1, 1, 1, 4}, {1, 1, 2, 2}},
    {"Upsample-9 linear", 9, "g (float[1,1,1,2] x) => (float[1,1,1,4] y) <float[4] s = {1,1,1,2}> { y = Upsample <mode = \"linear\"> (x, s) }",
     {1, 1, 1, 4}, {1, 1.5, 2, 2}},
    {"Resize-10", 10, "g (float[1,1,1,2] x) => (float[1,1,1,4] y) <float[4] s = {1,1,1,2}> { y = Resize <mode = \"linear\"> (x, s) }",
     {1, 1, 1, 4}, {1, 1.5, 2, 2}},
    {"Resize-11 empty roi and scales", 11,
     "g (float[1,1,1,2] x) => (float[1,1,1,4] y) <float[0] e = {}, int64[4] s = {1,1,1,4}> { y = Resize <mode = \"linear\"> (x, e, e, s) }",
     {1, 1, 1, 4}, {1, 1.25, 1.75, 2}},
    {"Resize-18 some axes", 18,
     "g (float[1,1,1,2] x) => (float[1,1,1,4] y) <float[1] s = {2}> { y = Resize <axes = [3], coordinate_transformation_mode = \"asymmetric\", "
     "nearest_mode = \"floor\"> (x, , s) }", {1, 1, 1, 4}, {1, 1, 2, 2}},
    {"BatchNormalization-8", 8,
     "g (float[1,2,1,1] x) => (float[1,2,1,1] y) <float[2] g = {2,4}, float[2] b = {1,0}, float[2] m = {1,0}, float[2] v = {4,16}> "
     "{ y = BatchNormalization <spatial = 1, momentum = 0.9, epsilon = 0.0> (x, g, b, m, v) }", {1, 2, 1, 1}, {1, 2}},
    {"Dropout-10", 10, "g (float[2] x) => (float[2] y) { y, m = Dropout <ratio = 0.5> (x) }", {2}, {1, 2}},
    {"Gemm all terms", 13,
     "g (float[2,1] x) => (float[1,2] y) <float[2,2] w = {1,2,3,4}, float[2] c = {10,20}> "
     "{ y = Gemm <alpha = 2.0, beta = 0.5, transA = 1, transB = 1> (x, w, c) }", {1, 2}, {15, 32}},
    {"MatMul of vectors", 13, "g (float[3] x) => (float y) <float[3] w = {1,10,100}> { y = MatMul(x, w) }", {}, {321}},
    {"Conv SAME_UPPER", 13, "g (float[1,1,4] x) => (float[1,1,2] y) <float[1,1,3] w = {1,1,1}> { y = Conv <auto_pad = \"SAME_UPPER\", strides = [2]> (x, w) }",
     {1, 1, 2}, {6, 7}},
    {"Conv SAME_LOWER", 13, "g (float[1,1,4] x) => (float[1,1,2] y) <float[1,1,3] w = {1,1,1}> { y = Conv <auto_pad = \"SAME_LOWER\", strides = [2]> (x, w) }",
     {1, 1, 2}, {3, 9}},
    {"Conv VALID", 13, "g (float[1,1,4] x) => (float[1,1,2] y) <float[1,1,3] w = {1,1,1}> { y = Conv <auto_pad = \"VALID\"> (x, w) }", {1, 1, 2}, {6, 9}},
    {"ConvTranspose output_shape", 13,
     "g (float[1,1,2] x) => (float[1,1,4] y) <float[1,1,3] w = {1,1,1}> { y = ConvTranspose <strides = [2], output_shape = [4]> (x, w) }",
     {1, 1, 4}, {1, 3, 2, 2}},
    {"ConvTranspose SAME_UPPER", 13,
     "g (float[1,1,2] x) => (float[1,1,4] y) <float[1,1,3] w = {1,1,1}> { y = ConvTranspose <strides = [2], auto_pad = \"SAME_UPPER\"> (x, w) }",
     {1, 1, 4}, {1, 1, 3, 2}},
    {"MaxPool rounded up", 12, "g (float[1,1,4] x) => (float[1,1,2] y) { y = MaxPool <kernel_shape = [3], strides = [2], ceil_mode = 1> (x) }",
     {1, 1, 2}, {3, 4}},
    {"MaxPool drops a window in the padding", 12,
     "g (float[1,1,3] x) => (float[1,1,2] y) { y = MaxPool <kernel_shape = [2], strides = [2], pads = [1, 1], ceil_mode = 1> (x) }", {1, 1, 2}, {1, 3}},
    {"AveragePool counts padding", 11,
     "g (float[1,1,2] x) => (float[1,1,2] y) { y = AveragePool <kernel_shape = [3], pads = [1, 1], count_include_pad = 1> (x) }", {1, 1, 2}, {1, 1}},
    {"AveragePool leaves padding out", 11,
     "g (float[1,1,2] x) => (float[1,1,2] y) { y = AveragePool <kernel_shape = [3], pads = [1, 1]> (x) }", {1, 1, 2}, {1.5, 1.5}},
    {"Cast-1 by word", 5, "g (float[2] x) => (float[2] y) { i = Cast <to = \"INT64\"> (x) y = Cast <to = \"FLOAT\"> (i) }", {2}, {1, 2}},
    {"Expand both ways", 13, "g (float[2,1] x) => (float[1,2,2] y) <int64[3] s = {1,1,2}> { y = Expand(x, s) }", {1, 2, 2}, {1, 1, 2, 2}},
    {"Where with broadcasting", 13, "g (float[2] x) => (float[2] y) <float t = {1.5}, float z = {0}> { c = Greater(x, t) y = Where(c, x, z) }", {2}, {0, 2}},
    {"LayerNormalization before 17", 12,
     "g (float[1,2] x) => (float[1,2] y) <float[2] s = {1,1}, float[2] b = {0,1}> { y = LayerNormalization <epsilon = 0.0> (x, s, b) }", {1, 2}, {-1, 2}},
    {"Gelu of com.microsoft", 13, "g (float[2] x) => (float[2] y) { y = com.microsoft.Gelu(x) }", {2}, {0.8413447F, 1.9544997F}},
    {"Mish-18", 18, "g (float[2] x) => (float[2] y) { y = Mish(x) }", {2}, {0.8650984F, 1.9439590F}},
    {"TopK-9 attribute", 9, "g (float[3] x) => (float[2] y) { y, i = TopK <k = 2> (x) }", {2}, {3, 2}},
    {"Size", 13, "g (float[2,3] x) => (float y) { s = Size(x) y = Cast <to = 1> (s) }", {}, {6}},
    {"ScatterElements-13 along the last axis", 13, "g (float[1,3] x) => (float[1,3] y) <int64[1,2] i = {2,-3}, float[1,2] u = {7,8}> { y = ScatterElements <axis = -1> (x, i, u) }",
     {1, 3}, {8, 2, 7}},
    {"OneHot of real indices", 11, "g (float[2] x) => (float[2,3] y) <int64 d = {3}, float[2] v = {0,5}> { y = OneHot(x, d, v) }",
     {2, 3}, {0, 5, 0, 0, 0, 5}},
    {"Hardmax-11 rows of a matrix", 11, "g (float[1,2,2] x) => (float[1,2,2] y) { y = Hardmax <axis = 1> (x) }", {1, 2, 2}, {0, 0, 0, 1}},
    {"Celu with alpha", 12, "g (float[2] x) => (float[2] y) <float t = {1.5}> { d = Sub(x, t) y = Celu <alpha = 2.0> (d) }", {2}, {-0.4423984F, 0.5}},
    {"LpNormalization-1 p = 1", 13, "g (float[2,2] x) => (float[2,2] y) { y = LpNormalization <axis = 0, p = 1> (x) }", {2, 2}, {0.25, 1.0F / 3, 0.75, 2.0F / 3}},
    {"LpNormalization-1 p = 2", 13, "g (float[2] x) => (float[2] y) <float[2] f = {3,2}> { m = Mul(x, f) y = LpNormalization(m) }", {2}, {0.6F, 0.8F}},
    {"QuantizeLinear and back per axis", 13,
     "g (float[2,2] x) => (float[2,2] y) <float[2] s = {2,0.5}, int8[2] z = {1,-1}> "
     "{ q = QuantizeLinear <axis = 0> (x, s, z) y = DequantizeLinear <axis = 0> (q, s, z) }", {2, 2}, {0, 2, 3, 4}},
    {"QuantizeLinear without zero point is unsigned", 13,
     "g (float[2] x) => (float[2] y) <float s = {0.0078125}> { q = QuantizeLinear(x, s) y = Cast <to = 1> (q) }", {2}, {128, 255}},
    {"MatMulInteger with zero points", 10,
     "g (float[1,2] x) => (float[1,1] y) <uint8[2,1] b = {200,100}, uint8 za = {3}, uint8 zb = {150}> "
     "{ a = Cast <to = 2> (x) p = MatMulInteger(a, b, za, zb) y = Cast <to = 1> (p) }", {1, 1}, {-50}},
    {"EyeLike off the diagonal", 9, "g (float[2,3] x) => (float[2,3] y) { y = EyeLike <k = -1> (x) }", {2, 3}, {0, 0, 0, 1, 0, 0}},
    {"Trilu lower", 14, "g (float[2,2] x) => (float[2,2] y) { y = Trilu <upper = 0> (x) }", {2, 2}, {1, 0, 3, 4}},
    {"HannWindow symmetric", 17, "g (float[3] x) => (float[3] y) <int64 n = {3}> { w = HannWindow <periodic = 0> (n) y = Mul(x, w) }", {3}, {0, 2, 0}},
    {"LessOrEqual", 16, "g (float[3] x) => (float[3] y) <float t = {2}> { c = LessOrEqual(x, t) y = Cast <to = 1> (c) }", {3}, {1, 1, 0}},
};

ConstantPtr counting(const Dims& dims) {
    std::vector<float> values(static_cast<std::size_t>(dims.volume()));
    std::iota(values.begin(), values.end(), 1.0F);
    return Constant::ofFloats(dims, values);
}

}  // namespace

class OperatorsTest : public QObject {
    Q_OBJECT

private slots:
    void computes_data();
    void computes();
};

void OperatorsTest::computes_data() {
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < std::size(kRows); ++i) QTest::newRow(kRows[i].name) << static_cast<int>(i);
}

void OperatorsTest::computes() {
    QFETCH(const int, row);
    const Row& expected = kRows[row];
    const Files files;
    const auto result = onnx::importModel(files.write("model.onnx", modelOf(expected.opset, expected.graph)), {}, {});
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    const Network& network = result->network;
    const auto outputs = evaluateNetwork(network, std::vector{counting(network.tensor(network.inputs()[0]).dims)});
    QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
    // Tanh, softplus and erf may lose a few units in the last place.
    const Comparison comparison = compare(*outputs->front(), *Constant::ofFloats(expected.dims, expected.values), 1e-6, 1e-7);
    QVERIFY2(comparison.excess <= 0, comparison.difference.c_str());
}

QTEST_GUILESS_MAIN(OperatorsTest)
#include "operators_test.moc"
