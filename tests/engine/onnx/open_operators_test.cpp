// SPDX-License-Identifier: Apache-2.0
// Importers with open extents: a graph is imported once with its shapes open and once per binding with numbers; the
// reference evaluator must give the same. Which layers carry the shapes is the importers' business.
#include "tests/engine/onnx/model_files.h"

#include "engine/base/check.h"
#include "engine/builder/builder.h"
#include "engine/devices/cpu/cpu_device.h"
#include "engine/network/evaluate.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/network/verify.h"
#include "engine/runtime/standard/inference_context.h"

#include <QTest>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

using Sizes = std::map<std::string, std::int64_t>;

/// One graph whose first input has named extents; further inputs are Int32 lists or scalars with values given per binding.
struct Row {
    const char* name;
    int opset;
    const char* graph;
    /// Extents by name, at least two bindings; integer inputs, flat, by name.
    std::vector<Sizes> bindings;
    std::vector<std::map<std::string, std::vector<std::int32_t>>> values = {};
};

const std::vector<Sizes> kN{{{"N", 1}}, {{"N", 3}}, {{"N", 6}}};
const std::vector<Sizes> kNM{{{"N", 1}, {"M", 1}}, {{"N", 2}, {"M", 5}}, {{"N", 4}, {"M", 3}}};
const std::vector<Sizes> kEven{{{"N", 2}, {"M", 4}}, {{"N", 6}, {"M", 2}}};

const Row kRows[] = {
    {"Flatten of one open axis", 13, "g (float[N,2,3] x) => (float[N,K] y) { y = Flatten(x) }", kN},
    {"Flatten of open axes on both sides", 13, "g (float[N,2,M] x) => (float[N,K] y) { y = Flatten(x) }", kNM},
    {"Flatten of an empty batch", 13, "g (float[N,2,M] x) => (float[N,K] y) { y = Flatten(x) }", {{{"N", 0}, {"M", 2}}, {{"N", 2}, {"M", 0}}}},
    {"Reshape with copies", 13, "g (float[N,2,M] x) => (float[N,K] y) <int64[3] s = {0,-1,2}> { y = Reshape(x, s) }", kNM},
    {"Reshape by computed extents", 13,
     "g (float[N,2,M] x) => (float[K] y) <int64[1] a = {0}, int64[1] c = {2}, int64[1] m = {2}> "
     "{ s = Shape(x) n = Gather(s, a) w = Gather(s, c) k = Mul(n, w) t = Concat <axis = 0> (k, m) y = Reshape(x, t) }", kNM},
    {"Reshape by an input", 13, "g (float[6] x, int64[2] s) => (float[A,B] y) { y = Reshape(x, s) }", {{}, {}, {}},
     {{{"s", {2, 3}}}, {{"s", {6, 1}}}, {{"s", {-1, 2}}}}},
    {"Reshape by an input with a copy", 13, "g (float[N,4] x, int64[2] s) => (float[A,B] y) { y = Reshape(x, s) }", {{{"N", 3}}, {{"N", 2}}},
     {{{"s", {0, -1}}}, {{"s", {-1, 1}}}}},
    {"Reshapes of two tensors by one input", 13,
     "g (float[2] x, int64[2] s) => (float[A,B] y) <float[6] z = {1,2,3,4,5,6}> "
     "{ a = Reshape(x, s) b = Reshape(z, s) d = Shape(b) y = Expand(a, d) }", {{}, {}}, {{{"s", {-1, 2}}}, {{"s", {-1, 2}}}}},
    {"Reshapes of tensors of one size by one input", 13,
     "g (float[6,2] x, int64[2] s) => (float[A,B] y) <float[3,4] z = {1,2,3,4,5,6,7,8,9,10,11,12}> "
     "{ a = Reshape(x, s) b = Reshape(z, s) d = Shape(b) y = Reshape(a, d) }", {{}, {}}, {{{"s", {0, -1}}}, {{"s", {0, -1}}}}},
    {"Squeeze named axes", 13, "g (float[N,1,M] x) => (float[N,M] y) <int64[1] a = {1}> { y = Squeeze(x, a) }", kNM},
    {"Squeeze an open axis", 13, "g (float[N,M] x) => (float[M] y) <int64[1] a = {0}> { y = Squeeze(x, a) }",
     {{{"N", 1}, {"M", 2}}, {{"N", 1}, {"M", 5}}}},
    {"Unsqueeze", 13, "g (float[N,M] x) => (float[N,1,M,1] y) <int64[2] a = {1,-1}> { y = Unsqueeze(x, a) }", kNM},
    {"Expand by extents", 13,
     "g (float[N,M] x) => (float[N,M] y) <float[1,1] o = {2}> { s = Shape(x) e = Expand(o, s) y = Mul(e, x) }", kNM},
    {"Expand an open axis to a number", 13, "g (float[N,2] x) => (float[4,2] y) <int64[2] s = {4,1}> { y = Expand(x, s) }",
     {{{"N", 1}}, {{"N", 4}}}},
    {"Expand an open axis by an open one", 13,
     "g (float[N,M] x, float[M,K] z) => (float[A,B] y) { s = Shape(z) y = Expand(x, s) }",
     {{{"N", 1}, {"M", 3}, {"K", 3}}, {{"N", 3}, {"M", 3}, {"K", 1}}, {{"N", 1}, {"M", 1}, {"K", 4}}, {{"N", 0}, {"M", 1}, {"K", 2}}}},
    {"Expand with the word for unchanged", 13,
     "g (float[N,1] x) => (float[N,3] y) <int64[2] s = {-1,3}, int64 m = {-1}, int64[2] o = {1,1}> "
     "{ c = Equal(s, m) t = Where(c, o, s) y = Expand(x, t) }", kN},
    {"Tile", 13, "g (float[N,M] x) => (float[A,B] y) <int64[2] r = {2,3}> { y = Tile(x, r) }", kNM},
    {"Tile by an input", 13, "g (float[N,2] x, int64[2] r) => (float[A,B] y) { y = Tile(x, r) }", {{{"N", 2}}, {{"N", 3}}, {{"N", 1}}},
     {{{"r", {2, 1}}}, {{"r", {1, 2}}}, {{"r", {0, 1}}}}},
    {"Slice a fixed axis", 13, "g (float[N,4] x) => (float[N,2] y) <int64[1] s = {1}, int64[1] e = {3}, int64[1] a = {1}> { y = Slice(x, s, e, a) }", kN},
    {"Slice an open axis from the end", 13,
     "g (float[N] x) => (float[K] y) <int64[1] s = {-3}, int64[1] e = {-1}> { y = Slice(x, s, e) }", kN},
    {"Slice an open axis to a number", 13, "g (float[N] x) => (float[K] y) <int64[1] s = {1}, int64[1] e = {4}> { y = Slice(x, s, e) }", kN},
    {"Slice every second", 13,
     "g (float[N] x) => (float[K] y) <int64[1] s = {0}, int64[1] e = {9223372036854775807}, int64[1] a = {0}, int64[1] p = {2}> "
     "{ y = Slice(x, s, e, a, p) }", {{{"N", 0}}, {{"N", 1}}, {{"N", 4}}, {{"N", 5}}}},
    {"Slice backwards", 13,
     "g (float[N] x) => (float[K] y) <int64[1] s = {-1}, int64[1] e = {-9223372036854775807}, int64[1] a = {0}, int64[1] p = {-2}> "
     "{ y = Slice(x, s, e, a, p) }", {{{"N", 0}}, {{"N", 1}}, {{"N", 4}}, {{"N", 5}}}},
    {"Slice by inputs", 13, "g (float[N] x, int64[1] s, int64[1] e) => (float[K] y) { y = Slice(x, s, e) }",
     {{{"N", 5}}, {{"N", 5}}, {{"N", 2}}, {{"N", 3}}},
     {{{"s", {1}}, {"e", {3}}}, {{"s", {-2}}, {"e", {100}}}, {{"s", {2}}, {"e", {1}}}, {{"s", {-100}}, {"e", {-1}}}}},
    {"Slice backwards by inputs", 13,
     "g (float[N] x, int64[1] s, int64[1] e) => (float[K] y) <int64[1] a = {0}, int64[1] p = {-1}> { y = Slice(x, s, e, a, p) }",
     {{{"N", 5}}, {{"N", 5}}, {{"N", 2}}}, {{{"s", {3}}, {"e", {0}}}, {{"s", {100}}, {"e", {-100}}}, {{"s", {-2}}, {"e", {-1}}}}},
    {"Slice up to another extent", 13,
     "g (float[N,M] x) => (float[K,M] y) <int64[1] z = {0}, int64[1] o = {1}> { s = Shape(x) m = Gather(s, o) y = Slice(x, z, m, z) }", kNM},
    {"Split into numbers", 13, "g (float[N,5] x) => (float[N,2] b) <int64[2] s = {3,2}> { a, b = Split <axis = 1> (x, s) }", kN},
    {"Split an open axis", 13, "g (float[N,M] x) => (float[K,M] b) { a, b = Split <axis = 0> (x) }", kEven},
    {"Split an open axis unevenly", 18, "g (float[N] x) => (float[K] b) { a, b = Split <axis = 0, num_outputs = 2> (x) }", {{{"N", 2}}, {{"N", 5}}}},
    {"Split by an input", 13, "g (float[N] x, int64[2] s) => (float[K] b) { a, b = Split(x, s) }", {{{"N", 5}}, {{"N", 3}}},
     {{{"s", {2, 3}}}, {{"s", {3, 0}}}}},
    {"Pad an open axis", 13, "g (float[N,M] x) => (float[A,B] y) <int64[4] p = {1,0,2,-1}, float v = {7}> { y = Pad(x, p, v) }", kNM},
    {"Pad by an input", 13, "g (float[N] x, int64[2] p) => (float[A] y) { y = Pad <mode = \"edge\"> (x, p) }", {{{"N", 2}}, {{"N", 4}}},
     {{{"p", {1, 2}}}, {{"p", {-1, 0}}}}},
    {"DepthToSpace", 13, "g (float[N,4,M,2] x) => (float[N,1,A,4] y) { y = DepthToSpace <blocksize = 2> (x) }", kNM},
    {"DepthToSpace CRD", 13, "g (float[N,4,M,N] x) => (float[N,1,A,B] y) { y = DepthToSpace <blocksize = 2, mode = \"CRD\"> (x) }", kNM},
    {"SpaceToDepth", 13, "g (float[1,1,N,M] x) => (float[1,4,A,B] y) { y = SpaceToDepth <blocksize = 2> (x) }", kEven},
    {"Resize by scales", 13,
     "g (float[1,1,N,M] x) => (float[1,1,A,B] y) <float[4] s = {1,1,2,1.5}> { y = Resize <mode = \"linear\"> (x, , s) }", kNM},
    {"Resize to numbers", 13, "g (float[N,1,M,2] x) => (float[N,1,3,4] y) <int64[4] s = {2,1,3,4}> { y = Resize (x, , , s) }",
     {{{"N", 2}, {"M", 2}}, {{"N", 2}, {"M", 5}}}},
    {"Resize to another extent", 13,
     "g (float[1,1,N,2] x) => (float[1,1,A,4] y) <int64[1] i = {2}, int64 two = {2}, int64[2] o = {1,1}, int64[1] w = {4}> "
     "{ s = Shape(x) h = Gather(s, i) d = Mul(h, two) t = Concat <axis = 0> (o, d, w) y = Resize <mode = \"linear\"> (x, , , t) }", kN},
    {"Resize of some axes", 18, "g (float[N,M] x) => (float[N,4] y) <int64[1] s = {4}> { y = Resize <axes = [1], mode = \"linear\"> (x, , , s) }", kNM},
    {"Upsample-9", 9, "g (float[1,1,N,2] x) => (float[1,1,A,4] y) <float[4] s = {1,1,2,2}> { y = Upsample(x, s) }", kN},
    {"OneHot", 11, "g (float[N] x) => (float[N,3] y) <int64 d = {3}, float[2] v = {0,5}> { y = OneHot(x, d, v) }", kN},
    {"OneHot of an open depth", 11,
     "g (float[N] x) => (float[N,K] y) <int64 z = {0}, float[2] v = {0,5}> { s = Shape(x) d = Gather(s, z) y = OneHot(x, d, v) }", kN},
    {"TopK of an input", 13, "g (float[N,5] x, int64[1] k) => (float[N,K] y) { y, i = TopK(x, k) }", kN, {{{"k", {1}}}, {{"k", {5}}}, {{"k", {2}}}}},
    {"TopK limited by an extent", 13,
     "g (float[N] x) => (float[K] y) <int64[1] k = {3}> { s = Shape(x) m = Min(s, k) y, i = TopK(x, m) }", kN},
    {"NonZero", 13, "g (float[N,M] x) => (float[2,K] y) <float t = {3}> { g = Greater(x, t) i = NonZero(g) y = Cast <to = 1> (i) }", kNM},
    {"Compress of the flat data", 11, "g (float[N,M] x) => (float[K] y) <bool[3] c = {0,1,1}> { y = Compress(x, c) }", {{{"N", 2}, {"M", 5}}, {{"N", 4}, {"M", 3}}}},
    {"Compress along an axis", 11,
     "g (float[N,M] x) => (float[K,M] y) <float t = {3}> { m = ReduceMax <axes = [1], keepdims = 0> (x) c = Greater(m, t) y = Compress <axis = 0> (x, c) }", kNM},
    {"Unique", 11, "g (float[N,M] x) => (float[K] y) <float d = {2}> { h = Div(x, d) f = Floor(h) y, i, j, c = Unique(f) }", kNM},
    {"Unique counts", 11, "g (float[N] x) => (float[K] y) <float d = {2}> { h = Div(x, d) f = Floor(h) u, i, j, c = Unique(f) y = Cast <to = 1> (c) }", kN},
    {"NonMaxSuppression", 11,
     "g (float[1,N,4] x) => (float[K,3] y) <int64 k = {2}, float o = {0.5}> "
     "{ s = ReduceMax <axes = [2], keepdims = 1> (x) t = Transpose <perm = [0,2,1]> (s) i = NonMaxSuppression(x, t, k, o) y = Cast <to = 1> (i) }", kN},
    {"NonMaxSuppression limited by an input", 11,
     "g (float[1,N,4] x, int64 k) => (float[K,3] y) "
     "{ s = ReduceMax <axes = [2], keepdims = 1> (x) t = Transpose <perm = [0,2,1]> (s) i = NonMaxSuppression(x, t, k) y = Cast <to = 1> (i) }", kN,
     {{{"k", {1}}}, {{"k", {2}}}, {{"k", {6}}}}},
    {"Hardmax", 13, "g (float[N,M] x) => (float[N,M] y) { y = Hardmax(x) }", kNM},
    {"Hardmax-11 over several axes", 11, "g (float[2,N,M] x) => (float[2,N,M] y) { y = Hardmax(x) }", kNM},
    {"Softmax-11 over several axes", 11, "g (float[N,2,M] x) => (float[N,2,M] y) { y = Softmax(x) }", kNM},
    {"LogSoftmax-11 over the last axis", 11, "g (float[N,2,M] x) => (float[N,2,M] y) { y = LogSoftmax <axis = 2> (x) }", kNM},
    {"Range up to an extent", 13,
     "g (float[N] x) => (float[N] y) <int64 z = {0}, int64 o = {1}> { s = Shape(x) n = Gather(s, z) r = Range(z, n, o) f = Cast <to = 1> (r) y = Add(x, f) }", kN},
    {"Range by inputs", 13, "g (float[1] x, int64 a, int64 b, int64 d) => (float[K] y) { r = Range(a, b, d) f = Cast <to = 1> (r) y = Mul(x, f) }",
     {{}, {}, {}, {}},
     {{{"a", {1}}, {"b", {6}}, {"d", {2}}}, {{"a", {5}}, {"b", {-2}}, {"d", {-3}}}, {{"a", {3}}, {"b", {3}}, {"d", {1}}}, {{"a", {3}}, {"b", {1}}, {"d", {1}}}}},
    {"Range of real numbers", 13,
     "g (float[N] x) => (float[K] y) <float a = {0.5}, float d = {0.75}> { b = ReduceMax <keepdims = 0> (x) y = Range(a, b, d) }", kN},
    {"ConstantOfShape", 13, "g (float[N,M] x) => (float[N,M] y) { s = Shape(x) y = ConstantOfShape(s) }", kNM},
    {"ConstantOfShape of integers", 13,
     "g (float[N,M] x) => (float[N,M] y) { s = Shape(x) c = ConstantOfShape <value = int64[1] {16777217}> (s) t = Cast <to = 1> (c) y = Add(x, t) }", kNM},
    {"ConstantOfShape by an input", 13, "g (float[1] x, int64[2] s) => (float[A,B] y) { c = ConstantOfShape(s) y = Add(x, c) }", {{}, {}},
     {{{"s", {2, 3}}}, {{"s", {0, 1}}}}},
    {"EyeLike", 13, "g (float[N,M] x) => (float[N,M] y) { y = EyeLike <k = 1> (x) }", kNM},
    {"Trilu upper", 14, "g (float[N,M] x) => (float[N,M] y) { y = Trilu(x) }", kNM},
    {"Trilu lower by an input", 14, "g (float[N,M] x, int64 k) => (float[N,M] y) { y = Trilu <upper = 0> (x, k) }", kNM,
     {{{"k", {0}}}, {{"k", {1}}}, {{"k", {-1}}}}},
    {"Shape from an axis on", 15, "g (float[N,2,M] x) => (float[2] y) { s = Shape <start = 1> (x) y = Cast <to = 1> (s) }", kNM},
    {"Size", 13, "g (float[N,2,M] x) => (float y) { s = Size(x) y = Cast <to = 1> (s) }", kNM},
    {"Transpose and MatMul", 13, "g (float[N,2,M] x) => (float[N,2,2] y) { t = Transpose <perm = [0,2,1]> (x) y = MatMul(x, t) }", kNM},
    {"Gemm", 13, "g (float[N,2] x) => (float[N,1] y) <float[2,1] w = {1,2}> { y = Gemm(x, w) }", kN},
    {"Conv SAME_UPPER", 13, "g (float[N,1,M] x) => (float[N,1,K] y) <float[1,1,3] w = {1,2,3}> { y = Conv <auto_pad = \"SAME_UPPER\", strides = [2]> (x, w) }", kNM},
    {"ConvTranspose SAME_LOWER", 13,
     "g (float[N,1,M] x) => (float[N,1,K] y) <float[1,1,3] w = {1,2,3}> { y = ConvTranspose <auto_pad = \"SAME_LOWER\", strides = [2]> (x, w) }", kNM},
    {"MaxPool", 13, "g (float[N,1,M] x) => (float[N,1,K] y) { y = MaxPool <kernel_shape = [2], pads = [0,1]> (x) }", kNM},
    {"GlobalAveragePool", 13, "g (float[N,2,M] x) => (float[N,2,1] y) { y = GlobalAveragePool(x) }", kNM},
    {"BatchNormalization", 13,
     "g (float[N,2,M] x) => (float[N,2,M] y) <float[2] g = {2,4}, float[2] b = {1,0}, float[2] m = {1,0}, float[2] v = {4,16}> "
     "{ y = BatchNormalization(x, g, b, m, v) }", kNM},
    {"InstanceNormalization", 13,
     "g (float[N,2,M] x) => (float[N,2,M] y) <float[2] g = {2,4}, float[2] b = {1,0}> { y = InstanceNormalization(x, g, b) }", kNM},
    {"LayerNormalization", 17, "g (float[N,M,2] x) => (float[N,M,2] y) <float[2] s = {1,2}> { y = LayerNormalization(x, s) }", kNM},
    {"Concat", 13, "g (float[N,M] x) => (float[A,M] y) { y = Concat <axis = 0> (x, x) }", kNM},
    {"ReduceMean", 13, "g (float[N,M] x) => (float[M] y) { y = ReduceMean <axes = [0], keepdims = 0> (x) }", kNM},
    {"CumSum", 13, "g (float[N,M] x) => (float[N,M] y) <int64 a = {1}> { y = CumSum(x, a) }", kNM},
    {"GatherElements of positions", 13,
     "g (float[N,2] x) => (float[N,2] y) { i = Cast <to = 7> (x) z = Sub(i, i) y = GatherElements <axis = 1> (x, z) }", kN},
    {"ScatterND of positions", 13,
     "g (float[N,2] x) => (float[N,2] y) <int64[1,1] i = {0}, float[1,2] u = {7,8}> { y = ScatterND(x, i, u) }", kN},
    {"Einsum", 13, "g (float[N,M] x) => (float[N,N] y) { y = Einsum <equation = \"ij,kj->ik\"> (x, x) }", kNM},
    {"Where", 13, "g (float[N,M] x) => (float[N,M] y) <float t = {2}> { c = Greater(x, t) y = Where(c, x, t) }", kNM},
    {"GreaterOrEqual of extents", 13,
     "g (float[N,M] x) => (float[2] y) <int64 t = {3}> { s = Shape(x) c = GreaterOrEqual(s, t) y = Cast <to = 1> (c) }", kNM},
};

/// A graph that imports open and is built for good sizes; and others of which ONNX says that they are wrong.
struct Refusal {
    const char* name;
    int opset;
    const char* graph;
    Sizes good, sizes;
    const char* sentence;
    std::map<std::string, std::vector<std::int32_t>> values = {};
};

const Refusal kRefusals[] = {
    {"Split into equal parts", 13, "g (float[N] x) => (float[K] b) { a, b = Split <axis = 0> (x) }", {{"N", 4}}, {{"N", 5}},
     "axis 0 cannot be split into 2 equal parts"},
    {"Split into equal parts of which one is read", 13,
     "g (float[2,N] x) => (float[2,K] a) { a, b, c = Split <axis = 1> (x) }", {{"N", 6}}, {{"N", 4}},
     "axis 1 cannot be split into 3 equal parts"},
    {"Split of an open axis into numbers", 13, "g (float[N] x) => (float[2] a) <int64[2] s = {2,3}> { a, b = Split(x, s) }", {{"N", 5}}, {{"N", 7}},
     "the parts that axis 0 is split into do not add up to its extent"},
    {"Split by an input", 13, "g (float[N] x, int64[2] s) => (float[K] a) { a, b = Split(x, s) }", {{"N", 5}}, {{"N", 7}},
     "the parts that axis 0 is split into do not add up to its extent", {{"s", {2, 3}}}},
    {"Expand to less", 13, "g (float[N,2] x) => (float[4,2] y) <int64[2] s = {4,1}> { y = Expand(x, s) }", {{"N", 4}}, {{"N", 6}},
     "axis 0 of the input of Expand is neither 1 nor what it is to become"},
    {"Expand to more", 13, "g (float[N,2] x) => (float[4,2] y) <int64[2] s = {4,1}> { y = Expand(x, s) }", {{"N", 4}}, {{"N", 2}},
     "axis 0"},
    {"Expand of nothing", 13, "g (float[N,2] x) => (float[4,2] y) <int64[2] s = {4,1}> { y = Expand(x, s) }", {{"N", 4}}, {{"N", 0}},
     "axis 0"},
    {"Expand of a number to an open extent", 13, "g (float[3] x, float[N] z) => (float[K] y) { s = Shape(z) y = Expand(x, s) }", {{"N", 3}}, {{"N", 2}},
     "axis 0 of the input of Expand is neither 1 nor what it is to become"},
    {"Expand of an open extent to another", 13, "g (float[N] x, float[M] z) => (float[K] y) { s = Shape(z) y = Expand(x, s) }",
     {{"N", 3}, {"M", 3}}, {{"N", 3}, {"M", 2}}, "axis 0 of the input of Expand is neither 1 nor what it is to become"},
    {"SequenceInsert of a tensor that grows in a loop", 13,
     "g (float[N] x, int64 n) => (float[K] y) <bool c = {1}> { s = SequenceEmpty() v, t = Loop (n, c, x, s) <body = b (int64 i, bool ci, "
     "float[M] p, float[M] r) => (bool co, float[L] u, float[L] q) { co = Identity(ci) u = Concat <axis = 0> (p, x) q = SequenceInsert(r, u) }> "
     "y = ConcatFromSequence <axis = 0> (t) }", {{"N", 2}}, {{"N", 1}}, "a scan output is 2 in one iteration and 3 in another", {{"n", {2}}}},
    {"SequenceAt behind the end of a stack", 13,
     "g (float[N,2] x, int64 i) => (float[2] y) { s = SplitToSequence <keepdims = 0> (x) y = SequenceAt(s, i) }", {{"N", 4}}, {{"N", 3}}, "index",
     {{"i", {3}}}},
    {"SequenceAt before the start of a stack", 13,
     "g (float[N,2] x, int64 i) => (float[2] y) { s = SplitToSequence <keepdims = 0> (x) y = SequenceAt(s, i) }", {{"N", 4}}, {{"N", 3}}, "index",
     {{"i", {-4}}}},
    {"SequenceAt of an empty stack", 13,
     "g (float[N,2] x) => (float[2] y) <int64 i = {0}> { s = SplitToSequence <keepdims = 0> (x) y = SequenceAt(s, i) }", {{"N", 1}}, {{"N", 0}}, "index"},
};

ConstantPtr counting(const Dims& dims) {
    std::vector<float> values(static_cast<std::size_t>(dims.volume()));
    std::iota(values.begin(), values.end(), 1.0F);
    return Constant::ofFloats(dims, values);
}

Dims boundDims(const Dims& open, const Sizes& sizes) {
    Dims out = open;
    for (std::int64_t& extent : out)
        for (const auto& [name, size] : sizes)
            if (extent == extent::named(name)) extent = size;
    return out;
}

/// Inputs become initialisers where a binding gives their values.
std::string withValues(const Row& row, std::size_t binding) {
    std::string graph = row.graph;
    if (binding >= row.values.size()) return graph;
    for (const auto& [name, values] : row.values[binding]) {
        const std::string scalar = "int64 " + name, list = fmt::format("int64[{}] {}", values.size(), name);
        const std::string& declared = graph.find(list) != std::string::npos ? list : scalar;
        const std::size_t at = graph.find(", " + declared);
        graph.erase(at, declared.size() + 2);
        const std::string text = fmt::format("{} = {{{}}}", declared, fmt::join(values, ","));
        const std::size_t body = graph.find("=>"), open = graph.find('<', body), brace = graph.find('{', body);
        if (open < brace) graph.insert(open + 1, text + ", ");
        else graph.insert(brace, "<" + text + "> ");
    }
    return graph;
}

using Values = std::map<std::string, std::vector<std::int32_t>>;

ConstantPtr valueOf(const Tensor& input, const Sizes& sizes, const Values& values) {
    const Dims dims = boundDims(input.dims, sizes);
    if (input.type == DataType::Float) return counting(dims);
    return Constant::ofInts(dims, values.at(input.name));
}

/// From the smaller to the larger of the good and the wrong sizes, tuned for the good ones.
OptimizationProfile profileOf(const Network& network, const Refusal& given) {
    OptimizationProfile out;
    for (const TensorId id : network.inputs()) {
        const Tensor& input = network.tensor(id);
        const Dims good = boundDims(input.dims, given.good), wrong = boundDims(input.dims, given.sizes);
        InputRange range{input.name, good, good, good};
        for (int axis = 0; axis < good.rank; ++axis) {
            range.min[axis] = std::min(good[axis], wrong[axis]);
            range.max[axis] = std::max(good[axis], wrong[axis]);
        }
        out.inputs.push_back(std::move(range));
    }
    return out;
}

/// Builds for the good sizes and runs at the wrong ones. Builds look at the ends of the ranges, so that they may be what fails.
Status runAt(const Network& network, const Refusal& given) {
    BuildOptions options;
    options.threads = 1;
    options.selection.optimizationLevel = 0;
    options.profiles = {profileOf(network, given)};
    PS_ASSIGN(BuildResult built, buildEngine(network, options, {}, {}));
    PS_ASSIGN(const auto context, makeContext(std::move(built.engine), devices::cpu::makeDevice(1)));
    int index = 0;
    for (const TensorId id : network.inputs()) {
        const ConstantPtr value = valueOf(network.tensor(id), given.sizes, given.values);
        PS_TRY(context->setInputShape(network.tensor(id).name, value->dims()));
        PS_TRY(context->setInput(index++, value->bytes()));
    }
    return context->run();
}

}  // namespace

class OpenOperatorsTest : public QObject {
    Q_OBJECT

private slots:
    void agrees_data();
    void agrees();
    void refuses_data();
    void refuses();
};

void OpenOperatorsTest::agrees_data() {
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < std::size(kRows); ++i) QTest::newRow(kRows[i].name) << static_cast<int>(i);
}

void OpenOperatorsTest::agrees() {
    QFETCH(const int, row);
    const Row& given = kRows[row];
    const Files files;
    const auto open = onnx::importModel(files.write("open.onnx", modelOf(given.opset, given.graph)), {.keepOpen = true}, {});
    QVERIFY2(problemsOf(open) == "ok", problemsOf(open).c_str());
    QVERIFY(given.bindings.size() >= 2);
    for (std::size_t b = 0; b < given.bindings.size(); ++b) {
        std::vector<ConstantPtr> inputs, fixedInputs;
        onnx::ImportOptions options;
        for (const TensorId id : open->network.inputs()) {
            const Tensor& input = open->network.tensor(id);
            inputs.push_back(valueOf(input, given.bindings[b], b < given.values.size() ? given.values[b] : Values{}));
            if (input.type != DataType::Float) continue;
            fixedInputs.push_back(inputs.back());
            options.shapes[input.name] = inputs.back()->dims();
        }
        const auto fixed = onnx::importModel(files.write("fixed.onnx", modelOf(given.opset, withValues(given, b))), options, {});
        QVERIFY2(problemsOf(fixed) == "ok", problemsOf(fixed).c_str());
        const auto expected = evaluateNetwork(fixed->network, fixedInputs);
        QVERIFY2(expected, expected ? "" : expected.error().text().c_str());
        const auto actual = evaluateNetwork(open->network, inputs);
        QVERIFY2(actual, actual ? "" : actual.error().text().c_str());
        // The same kernels on the same values: bit for bit.
        const Comparison comparison = compare(*actual->front(), *expected->front(), 0, 0);
        QVERIFY2(comparison.excess <= 0 && comparison.difference.empty(), fmt::format("binding {}: {}", b, comparison.difference).c_str());
        const Dims inferred = open->network.tensor(open->network.outputs()[0].tensor).dims;
        QVERIFY2(extent::mayEqual(inferred, expected->front()->dims()), toString(inferred).c_str());
    }
}

void OpenOperatorsTest::refuses_data() {
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < std::size(kRefusals); ++i) QTest::newRow(kRefusals[i].name) << static_cast<int>(i);
}

void OpenOperatorsTest::refuses() {
    QFETCH(const int, row);
    const Refusal& given = kRefusals[row];
    const Files files;
    const auto open = onnx::importModel(files.write("open.onnx", modelOf(given.opset, given.graph)), {.keepOpen = true}, {});
    QVERIFY2(problemsOf(open) == "ok", problemsOf(open).c_str());
    const Status ran = runAt(open->network, given);
    QVERIFY(!ran);
    QVERIFY2(ran.error().text().find(given.sentence) != std::string::npos, ran.error().text().c_str());
}

QTEST_GUILESS_MAIN(OpenOperatorsTest)
#include "open_operators_test.moc"
