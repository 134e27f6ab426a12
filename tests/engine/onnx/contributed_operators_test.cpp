// SPDX-License-Identifier: Apache-2.0
// Operators outside the ONNX test suite, against answers of ONNX Runtime 1.32 on the same tensors:
//   onnx.save(onnx.parser.parse_model('<ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1]> ' + graph), "row.onnx")
//   onnxruntime.InferenceSession("row.onnx").run(None, {"x": numpy.zeros([1], numpy.float32)})
// those of the domain torchvision against torchvision 0.14.1: torchvision.ops.nms(...), torchvision.ops.roi_align(...).
#include "tests/engine/onnx/model_files.h"

#include "engine/network/evaluate.h"

#include <QTest>

using namespace planscope;
using namespace planscope::onnx_tests;

namespace {

/// One graph whose tensors are constants; `x` adds 0, so that there is an input.
struct Row {
    const char* name;
    const char* graph;
    Dims dims;
    std::vector<float> values;
};

const Row kRows[] = {
    {"QLinearAdd",
     "g (float[1] x) => (float[1] sum) <uint8[4] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, uint8[4] b = {0,50,100,200}, float t = {0.25}, uint8 w = {10}, float u = {1}, uint8 v = {128}> { raw = com.microsoft.QLinearAdd(a, s, z, b, t, w, u, v) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {80, 98, 166, 250}},
    {"QLinearMul",
     "g (float[1] x) => (float[1] sum) <uint8[4] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, uint8[4] b = {0,50,100,200}, float t = {0.25}, uint8 w = {10}, float u = {8}, uint8 v = {128}> { raw = com.microsoft.QLinearMul(a, s, z, b, t, w, u, v) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {142, 78, 170, 255}},
    {"QLinearSigmoid",
     "g (float[1] x) => (float[1] sum) <uint8[4] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, float u = {0.00390625}, uint8 v = {0}> { raw = com.microsoft.QLinearSigmoid(a, s, z, u, v) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {0, 0, 255, 255}},
    {"QLinearLeakyRelu",
     "g (float[1] x) => (float[1] sum) <uint8[4] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}> { raw = com.microsoft.QLinearLeakyRelu <alpha = 0.25>(a, s, z, s, z) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {78, 80, 130, 250}},
    {"QLinearGlobalAveragePool",
     "g (float[1] x) => (float[1] sum) <uint8[1,1,2,2] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, float u = {0.25}> { raw = com.microsoft.QLinearGlobalAveragePool <channels_last = 0>(a, s, z, u, z) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 1, 1}, {105}},
    {"QLinearAveragePool",
     "g (float[1] x) => (float[1] sum) <uint8[1,1,2,2] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, float u = {0.25}> { raw = com.microsoft.QLinearAveragePool <kernel_shape = [2, 1]>(a, s, z, u, z) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 1, 2}, {40, 170}},
    {"QLinearConcat",
     "g (float[1] x) => (float[1] sum) <float u = {1}, uint8 v = {128}, uint8[4] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, uint8[2] b = {0,50}, float t = {0.25}, uint8 w = {10}> { raw = com.microsoft.QLinearConcat <axis = 0>(u, v, a, s, z, b, t, w) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {6}, {83, 88, 143, 203, 126, 138}},
    {"QLinearSoftmax",
     "g (float[1] x) => (float[1] sum) <uint8[4] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, float u = {0.00390625}, uint8 v = {0}> { raw = com.microsoft.QLinearSoftmax <axis = 0, opset = 13>(a, s, z, u, v) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {0, 0, 0, 255}},
    {"QLinearConv with a scale per channel",
     "g (float[1] x) => (float[1] sum) <uint8[1,1,4] a = {10,20,130,250}, float s = {0.5}, uint8 z = {100}, int8[2,1,2] f = {10,-20,7,40}, float[2] t = {0.1,0.02}, int8[2] w = {0,0}, float u = {3}, uint8 v = {50}, int32[2] b = {100,-30}> { raw = QLinearConv(a, s, z, f, t, w, u, v, b) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 3}, {63, 28, 7, 37, 52, 71}},
    {"FusedConv",
     "g (float[1] x) => (float[1] sum) <float[1,1,4] a = {-1.5,-0.5,0.5,1.5}, float[1,1,2] w = {1,1}, float[1] b = {1}> { raw = com.microsoft.FusedConv <activation = \"LeakyRelu\", activation_params = [0.5], kernel_shape = [2]>(a, w, b) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 3}, {-0.5F, 1, 3}},
    {"FusedConv that adds",
     "g (float[1] x) => (float[1] sum) <float[1,1,2,2] a = {-1.5,-0.5,0.5,1.5}, float[1,1,1,1] w = {1}, float[1,1,2,2] b = {1,2,3,4}> { raw = com.microsoft.FusedConv <activation = \"Relu\">(a, w, , b) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 2, 2}, {0, 1.5F, 3.5F, 5.5F}},
    {"FusedGemm",
     "g (float[1] x) => (float[1] sum) <float[1,2] a = {-0.5,0.5}, float[2,2] b = {1,2,3,4}, float[2] c = {1,-3}> { raw = com.microsoft.FusedGemm <activation = \"Relu\", alpha = 2.0>(a, b, c) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2}, {3, 0}},
    {"FusedMatMul",
     "g (float[1] x) => (float[1] sum) <float[2,1] a = {1,2}, float[2,2] b = {1,2,3,4}> { raw = com.microsoft.FusedMatMul <alpha = 0.5, transA = 1, transB = 1>(a, b) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2}, {2.5F, 5.5F}},
    {"BiasGelu",
     "g (float[1] x) => (float[1] sum) <float[1,2] a = {1,2}, float[2] b = {-2,1}> { raw = com.microsoft.BiasGelu(a, b) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2}, {-0.15865526F, 2.9959502F}},
    {"FastGelu",
     "g (float[1] x) => (float[1] sum) <float[1,2] a = {1,2}, float[2] b = {-2,1}> { raw = com.microsoft.FastGelu(a, b) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2}, {-0.15880796F, 2.9963627F}},
    {"QuickGelu",
     "g (float[1] x) => (float[1] sum) <float[1,2] a = {1,2}> { raw = com.microsoft.QuickGelu <alpha = 1.0>(a) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2}, {0.7310586F, 1.7615942F}},
    {"SkipLayerNormalization",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[1,2,2] k = {1,0,0,2}, float[2] g = {1,2}, float[2] b = {0,1}, float[2] c = {0.5,-0.5}> { raw = com.microsoft.SkipLayerNormalization <epsilon = 0.5>(a, k, g, b, c) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {0.57735026F, -0.15470052F, -0.81649655F, 2.6329932F}},
    {"SimplifiedLayerNormalization",
     "g (float[1] x) => (float[1] sum) <float[2,2] a = {1,2,3,4}, float[2] g = {1,2}> { raw = SimplifiedLayerNormalization <epsilon = 0.5, axis = -1>(a, g) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {2, 2}, {0.57735026F, 2.309401F, 0.8320503F, 2.2188008F}},
    {"Attention",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[2,6] w = {-1.25,-1,-0.75,-0.5,-0.25,0,0.25,0.5,0.75,1,1.25,1.5}, float[6] b = {0.5,-0.5,0.25,0,1,-1}> { raw = com.microsoft.Attention <num_heads = 2>(a, w, b) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {4.25F, 3.1326222F, 4.25F, 2.5472765F}},
    {"Attention with a mask",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[2,6] w = {-1.25,-1,-0.75,-0.5,-0.25,0,0.25,0.5,0.75,1,1.25,1.5}, float[6] b = {0.5,-0.5,0.25,0,1,-1}, int32[1,2] m = {1,0}> { raw = com.microsoft.Attention <num_heads = 1>(a, w, b, m) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {3.25F, 2, 3.25F, 2}},
    {"Attention with a number of keys",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[2,6] w = {-1.25,-1,-0.75,-0.5,-0.25,0,0.25,0.5,0.75,1,1.25,1.5}, float[6] b = {0.5,-0.5,0.25,0,1,-1}, int32[1] m = {1}> { raw = com.microsoft.Attention <num_heads = 1>(a, w, b, m) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {3.25F, 2, 3.25F, 2}},
    {"Attention that looks back",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[2,6] w = {-1.25,-1,-0.75,-0.5,-0.25,0,0.25,0.5,0.75,1,1.25,1.5}, float[6] b = {0.5,-0.5,0.25,0,1,-1}> { raw = com.microsoft.Attention <num_heads = 1, unidirectional = 1>(a, w, b) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {3.25F, 2, 3.7643666F, 2.77155F}},
    {"DynamicQuantizeMatMul",
     "g (float[1] x) => (float[1] sum) <float[1,2] a = {1,2}, int8[2,2] b = {10,-20,30,40}, float s = {0.5}, int8 z = {3}, float[2] c = {1,2}> { raw = com.microsoft.DynamicQuantizeMatMul(a, b, s, z, c) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2}, {31.486277F, 27.5451F}},
    {"MatMulIntegerToFloat",
     "g (float[1] x) => (float[1] sum) <uint8[1,2] a = {10,20}, int8[2,2] b = {10,-20,30,40}, float s = {0.5}, float t = {0.25}, uint8 y = {5}, int8 z = {3}, float[2] c = {1,2}> { raw = com.microsoft.MatMulIntegerToFloat(a, b, s, t, y, z, c) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2}, {56, 57}},
    {"RoiAlign half_pixel",
     "g (float[1] x) => (float[1] sum) <float[1,1,4,4] a = {1,2,3,4,5,6,30,8,9,10,11,12,13,14,15,16}, float[1,4] b = {0.5,0.25,3,3.5}, int64[1] i = {0}> { raw = RoiAlign <output_height = 2, output_width = 2, sampling_ratio = 2>(a, b, i) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 2, 2}, {3.875F, 14.019531F, 10.375F, 13.354492F}},
    {"RoiAlign output_half_pixel",
     "g (float[1] x) => (float[1] sum) <float[1,1,4,4] a = {1,2,3,4,5,6,30,8,9,10,11,12,13,14,15,16}, float[1,4] b = {0.5,0.25,3,3.5}, int64[1] i = {0}> { raw = RoiAlign <output_height = 2, output_width = 2, sampling_ratio = 2, coordinate_transformation_mode = \"output_half_pixel\">(a, b, i) real = Identity(raw) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 2, 2}, {9.362305F, 16.160156F, 12.6875F, 13.9375F}},
    {"QLinearAdd of signed integers that broadcast",
     "g (float[1] x) => (float[1] sum) <int8[2,2] a = {-128,-20,30,127}, float s = {0.5}, int8 z = {-10}, int8[2] b = {33,-70}, float t = {0.25}, int8 w = {10}, float u = {0.75}, int8 v = {-3}> { raw = com.microsoft.QLinearAdd(a, s, z, b, t, w, u, v) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {2, 2}, {-74, -36, 31, 62}},
    {"QLinearMul of signed integers that broadcast",
     "g (float[1] x) => (float[1] sum) <int8[4] a = {-100,-20,30,127}, float s = {0.5}, int8 z = {-10}, int8[1] b = {33}, float t = {0.25}, int8 w = {10}, float u = {8}, int8 v = {-3}> { raw = com.microsoft.QLinearMul(a, s, z, b, t, w, u, v) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {-35, -7, 11, 46}},
    {"QLinearSigmoid of signed integers",
     "g (float[1] x) => (float[1] sum) <int8[4] a = {-100,-20,0,127}, float s = {0.05}, int8 z = {-10}, float u = {0.00390625}, int8 v = {-128}> { raw = com.microsoft.QLinearSigmoid(a, s, z, u, v) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {-125, -31, 31, 127}},
    {"FusedConv that clips",
     "g (float[1] x) => (float[1] sum) <float[1,1,4] a = {-1.5,-0.5,0.5,1.5}, float[1,1,2] w = {1,1}, float[1] b = {1}> { real = com.microsoft.FusedConv <activation = \"Clip\", activation_params = [0.25, 2.0], kernel_shape = [2]>(a, w, b) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 3}, {0.25F, 1, 2}},
    {"FusedConv with HardSigmoid",
     "g (float[1] x) => (float[1] sum) <float[1,1,4] a = {-1.5,-0.5,0.5,1.5}, float[1,1,2] w = {1,1}, float[1] b = {1}> { real = com.microsoft.FusedConv <activation = \"HardSigmoid\", activation_params = [0.2, 0.5], kernel_shape = [2]>(a, w, b) none = Sub(x, x) sum = Add(real, none) }",
     {1, 1, 3}, {0.3F, 0.7F, 1}},
    {"Gelu",
     "g (float[1] x) => (float[1] sum) <float[4] a = {-2,-0.5,0.5,3}> { real = com.microsoft.Gelu(a) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {-0.04550028F, -0.15426877F, 0.34573123F, 2.9959502F}},
    {"SkipLayerNormalization, the sums",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[1,2,2] k = {1,0,0,2}, float[2] g = {1,2}, float[2] b = {0,1}, float[2] c = {0.5,-0.5}> { raw, , , real = com.microsoft.SkipLayerNormalization <epsilon = 0.5>(a, k, g, b, c) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {2.5F, 1.5F, 3.5F, 5.5F}},
    {"SkipSimplifiedLayerNormalization",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[1,2,2] k = {1,0,0,2}, float[2] g = {1,2}, float[2] b = {0,1}, float[2] c = {0.5,-0.5}> { real = com.microsoft.SkipSimplifiedLayerNormalization <epsilon = 0.5>(a, k, g, c) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {1.1470786F, 1.3764944F, 0.75047874F, 2.3586476F}},
    {"SkipSimplifiedLayerNormalization, the sums",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[1,2,2] k = {1,0,0,2}, float[2] g = {1,2}, float[2] b = {0,1}, float[2] c = {0.5,-0.5}> { raw, , , real = com.microsoft.SkipSimplifiedLayerNormalization <epsilon = 0.5>(a, k, g, c) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {2.5F, 1.5F, 3.5F, 5.5F}},
    {"EmbedLayerNormalization",
     "g (float[1] x) => (float[1] sum) <int32[1,2] i = {2,0}, int32[1,2] s = {0,1}, float[3,2] w = {1,2,3,4,5,-6}, float[2,2] p = {0.5,0.25,-1,1}, float[2,2] q = {0,1,1,0}, float[2] g = {1,2}, float[2] b = {0,1}, int32[1,2] m = {1,0}> { real, counts = com.microsoft.EmbedLayerNormalization <epsilon = 0.5>(i, s, w, p, q, g, b, m) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {0.9906156F, -0.9812312F, -0.81649655F, 2.6329932F}},
    {"EmbedLayerNormalization, words that the mask marks",
     "g (float[1] x) => (float[1] sum) <int32[1,2] i = {2,0}, int32[1,2] s = {0,1}, float[3,2] w = {1,2,3,4,5,-6}, float[2,2] p = {0.5,0.25,-1,1}, float[2,2] q = {0,1,1,0}, float[2] g = {1,2}, float[2] b = {0,1}, int32[1,2] m = {1,0}> { raw, counts = com.microsoft.EmbedLayerNormalization <epsilon = 0.5>(i, s, w, p, q, g, b, m) real = Cast <to = 1> (counts) none = Sub(x, x) sum = Add(real, none) }",
     {1}, {1}},
    {"EmbedLayerNormalization, the sums",
     "g (float[1] x) => (float[1] sum) <int32[1,2] i = {2,0}, int32[1,2] s = {0,1}, float[3,2] w = {1,2,3,4,5,-6}, float[2,2] p = {0.5,0.25,-1,1}, float[2,2] q = {0,1,1,0}, float[2] g = {1,2}, float[2] b = {0,1}, int32[1,2] m = {1,0}> { raw, counts, real = com.microsoft.EmbedLayerNormalization <epsilon = 0.5>(i, s, w, p, q, g, b, m) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {5.5F, -4.75F, 1, 3}},
    {"EmbedLayerNormalization of given positions, without segments",
     "g (float[1] x) => (float[1] sum) <int32[1,2] i = {2,0}, int32[1,2] s = {0,1}, float[3,2] w = {1,2,3,4,5,-6}, float[2,2] p = {0.5,0.25,-1,1}, float[2,2] q = {0,1,1,0}, float[2] g = {1,2}, float[2] b = {0,1}, int32[1,2] m = {1,0}, int32[1,2] u = {1,1}> { real, counts = com.microsoft.EmbedLayerNormalization <epsilon = 0.5>(i, , w, p, , g, b, , u) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {0.9878783F, -0.97575665F, -0.904534F, 2.809068F}},
    {"Attention with a mask per query and a scale",
     "g (float[1] x) => (float[1] sum) <float[1,2,2] a = {1,2,3,4}, float[2,6] w = {-1.25,-1,-0.75,-0.5,-0.25,0,0.25,0.5,0.75,1,1.25,1.5}, float[6] b = {0.5,-0.5,0.25,0,1,-1}, int32[1,2,2] m = {1,0,1,1}> { real = com.microsoft.Attention <num_heads = 2, scale = 0.3>(a, w, b, m) none = Sub(x, x) sum = Add(real, none) }",
     {1, 2, 2}, {3.25F, 2, 4.25F, 3.1680825F}},
    {"torchvision nms",
     "g (float[1] x) => (float[1] sum) <float[5,4] b = {0,0,10,10,1,1,11,11,0,0,10,6,20,20,30,30,21,20,30,30.5}, float[5] s = {0.5,0.6,0.4,0.1,0.9}, float o = {0.6}> { raw = torchvision.nms(b, s, o) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {3}, {4, 1, 2}},
    {"torchvision nms of a larger overlap",
     "g (float[1] x) => (float[1] sum) <float[5,4] b = {0,0,10,10,1,1,11,11,0,0,10,6,20,20,30,30,21,20,30,30.5}, float[5] s = {0.5,0.6,0.4,0.1,0.9}> { raw = torchvision.nms <iou_threshold = 0.75>(b, s) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {4}, {4, 1, 0, 2}},
    {"torchvision nms that keeps all",
     "g (float[1] x) => (float[1] sum) <float[5,4] b = {0,0,10,10,1,1,11,11,0,0,10,6,20,20,30,30,21,20,30,30.5}, float[5] s = {0.5,0.6,0.4,0.1,0.9}> { raw = torchvision.nms <iou_threshold = 0.9>(b, s) real = Cast <to = 1> (raw) none = Sub(x, x) sum = Add(real, none) }",
     {5}, {4, 1, 0, 2, 3}},
    {"torchvision roi_align",
     "g (float[1] x) => (float[1] sum) <float[1,1,4,4] a = {1,2,3,4,5,6,30,8,9,10,11,12,13,14,15,16}, float[2,5] b = {0,0.5,0.25,3,3.5,0,1,1,2.5,4}> { real = torchvision.roi_align <pooled_height = 2, pooled_width = 2, spatial_scale = 0.75, sampling_ratio = 2, aligned = 0>(a, b) none = Sub(x, x) sum = Add(real, none) }",
     {2, 1, 2, 2}, {5.655945F, 18.212769F, 10.036102F, 13.388855F, 8.640137F, 17.232422F, 11.78125F, 12.34375F}},
    {"torchvision roi_align that chooses its samples",
     "g (float[1] x) => (float[1] sum) <float[1,1,4,4] a = {1,2,3,4,5,6,30,8,9,10,11,12,13,14,15,16}, float[2,5] b = {0,0.5,0.25,3,3.5,0,1,1,2.5,4}> { real = torchvision.roi_align <pooled_height = 2, pooled_width = 2, spatial_scale = 0.75, sampling_ratio = -1, aligned = 0>(a, b) none = Sub(x, x) sum = Add(real, none) }",
     {2, 1, 2, 2}, {5.03125F, 18.462646F, 9.90625F, 13.440796F, 7.7753906F, 17.232422F, 11.78125F, 12.34375F}},
    {"torchvision roi_align, aligned",
     "g (float[1] x) => (float[1] sum) <float[1,1,4,4] a = {1,2,3,4,5,6,30,8,9,10,11,12,13,14,15,16}, float[2,5] b = {0,0.5,0.25,3,3.5,0,1,1,2.5,4}> { real = torchvision.roi_align <pooled_height = 2, pooled_width = 2, spatial_scale = 0.75, sampling_ratio = 2, aligned = 1>(a, b) none = Sub(x, x) sum = Add(real, none) }",
     {2, 1, 2, 2}, {2.546875F, 5.430054F, 7.40625F, 11.477051F, 4.78125F, 7.281006F, 9.28125F, 10.307007F}},
    {"torchvision roi_align, aligned, that chooses its samples",
     "g (float[1] x) => (float[1] sum) <float[1,1,4,4] a = {1,2,3,4,5,6,30,8,9,10,11,12,13,14,15,16}, float[2,5] b = {0,0.5,0.25,3,3.5,0,1,1,2.5,4}> { real = torchvision.roi_align <pooled_height = 2, pooled_width = 2, spatial_scale = 0.75, sampling_ratio = -1, aligned = 1>(a, b) none = Sub(x, x) sum = Add(real, none) }",
     {2, 1, 2, 2}, {2.546875F, 5.430054F, 7.40625F, 11.477051F, 4.78125F, 6.8935547F, 9.28125F, 10.214355F}},
};

}  // namespace

class ContributedOperatorsTest : public QObject {
    Q_OBJECT

private slots:
    void computes_data();
    void computes();
    void integerProductsAreExact();
    void refuses_data();
    void refuses();
    void suppressesListsOfAnyLength_data();
    void suppressesListsOfAnyLength();
    void roiAlignWithoutModeIsDoubtful_data();
    void roiAlignWithoutModeIsDoubtful();
};

void ContributedOperatorsTest::computes_data() {
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < std::size(kRows); ++i) QTest::newRow(kRows[i].name) << static_cast<int>(i);
}

void ContributedOperatorsTest::computes() {
    QFETCH(const int, row);
    const Row& expected = kRows[row];
    const Files files;
    const auto result = onnx::importModel(files.write("model.onnx", modelOf(17, expected.graph)), {}, {});
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    const auto outputs = evaluateNetwork(result->network, std::vector{Constant::ofFloats({1}, std::vector<float>{0.0F})});
    QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
    // Single precision against double, over sums of a few terms
    const Comparison comparison = compare(*outputs->front(), *Constant::ofFloats(expected.dims, expected.values), 2e-6, 2e-6);
    QVERIFY2(comparison.excess <= 0, comparison.difference.c_str());
}

/// 601 products of 255 and 255 add up to an odd number beyond 2^24 that single precision cannot hold.
void ContributedOperatorsTest::integerProductsAreExact() {
    const Files files;
    const std::string graph = "g (uint8[1,601] a, uint8[601,1] b) => (int32[1,1] y) { y = MatMulInteger(a, b) }";
    const auto result = onnx::importModel(files.write("model.onnx", modelOf(13, graph)), {}, {});
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    std::vector<std::byte> values(601, std::byte{255});
    const auto outputs = evaluateNetwork(result->network, std::vector{Constant::own(DataType::UInt8, {1, 601}, values),
                                                                      Constant::own(DataType::UInt8, {601, 1}, values)});
    QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
    QCOMPARE(outputs->front()->ints()[0], 601 * 255 * 255);
}

void ContributedOperatorsTest::refuses_data() {
    QTest::addColumn<QByteArray>("graph");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("nms of boxes with five numbers")
        << QByteArray("g (float[3,5] b, float[3] s) => (int64[n] y) { y = torchvision.nms <iou_threshold = 0.5>(b, s) }")
        << QByteArray("node of 'y' (torchvision.nms): the boxes 3x5 and scores 3 are no lists of one length, of 4 corners and of numbers");
    QTest::newRow("nms of more scores than boxes")
        << QByteArray("g (float[3,4] b, float[4] s) => (int64[n] y) { y = torchvision.nms <iou_threshold = 0.5>(b, s) }")
        << QByteArray("node of 'y' (torchvision.nms): the boxes 3x4 and scores 4 are no lists of one length, of 4 corners and of numbers");
    QTest::newRow("nms with an overlap above 1")
        << QByteArray("g (float[3,4] b, float[3] s) => (int64[n] y) { y = torchvision.nms <iou_threshold = 1.5>(b, s) }")
        << QByteArray("node of 'y' (torchvision.nms): overlap is 1.5, which is outside [0, 1]");
    QTest::newRow("EmbedLayerNormalization that counts words without a mask")
        << QByteArray("g (int32[1,2] i, float[3,2] w, float[2,2] p, float[2] h) => (float[1,2,2] y, int32[1] c) { y, c = "
                      "com.microsoft.EmbedLayerNormalization(i, , w, p, , h, h) }")
        << QByteArray("node of 'y' (com.microsoft.EmbedLayerNormalization): words are counted (mask_index), but there is no mask");
}

void ContributedOperatorsTest::refuses() {
    QFETCH(const QByteArray, graph);
    QFETCH(const QByteArray, sentence);
    const Files files;
    const auto result = onnx::importModel(files.write("model.onnx", modelOf(17, graph.toStdString())), {}, {});
    QCOMPARE(QByteArray::fromStdString(problemsOf(result)), sentence);
}

void ContributedOperatorsTest::suppressesListsOfAnyLength_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("none") << 0 << QByteArray();
    QTest::newRow("one") << 1 << QByteArray("0 ");
    QTest::newRow("three, of which two overlap") << 3 << QByteArray("1 2 ");
}

/// The number of boxes is known only at run time: that of positive scores.
void ContributedOperatorsTest::suppressesListsOfAnyLength() {
    QFETCH(const int, count);
    QFETCH(const QByteArray, kept);
    const Files files;
    const std::string graph =
        "g (float[3] s) => (int64[n] y) <float[3,4] b = {0,0,10,10,1,0,11,10,50,50,60,60}, float z = {0}> { p = Greater(s, z) "
        "q = Compress <axis = 0> (s, p) r = Compress <axis = 0> (b, p) y = torchvision.nms <iou_threshold = 0.5>(r, q) }";
    const auto result = onnx::importModel(files.write("model.onnx", modelOf(17, graph)), {}, {});
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    std::vector<float> scores{0.5F, 0.75F, 0.25F};
    for (int i = count; i < 3; ++i) scores[static_cast<std::size_t>(i)] = -1;
    const auto outputs = evaluateNetwork(result->network, std::vector{Constant::ofFloats({3}, scores)});
    QVERIFY2(outputs, outputs ? "" : outputs.error().text().c_str());
    QByteArray text;
    for (const std::int32_t box : outputs->front()->ints()) text += QByteArray::number(box) + ' ';
    QCOMPARE(text, kept);
}

void ContributedOperatorsTest::roiAlignWithoutModeIsDoubtful_data() {
    QTest::addColumn<int>("opset");
    QTest::addColumn<QByteArray>("attributes");
    QTest::addColumn<QByteArray>("warning");
    QTest::newRow("the default changed") << 16 << QByteArray()
                                         << QByteArray("node of 'y' (RoiAlign): attribute 'coordinate_transformation_mode' is missing, which means "
                                                       "half_pixel; torchvision before 0.15 leaves it out where it computes output_half_pixel");
    QTest::newRow("stated") << 16 << QByteArray("<coordinate_transformation_mode = \"half_pixel\">") << QByteArray();
    QTest::newRow("before there was a choice") << 15 << QByteArray() << QByteArray();
}

void ContributedOperatorsTest::roiAlignWithoutModeIsDoubtful() {
    QFETCH(const int, opset);
    QFETCH(const QByteArray, attributes);
    QFETCH(const QByteArray, warning);
    const Files files;
    const std::string graph = "g (float[1,1,4,4] x, float[1,4] b, int64[1] i) => (float[1,1,1,1] y) { y = RoiAlign " + attributes.toStdString() + "(x, b, i) }";
    const auto result = onnx::importModel(files.write("model.onnx", modelOf(opset, graph)), {}, {});
    QVERIFY2(problemsOf(result) == "ok", problemsOf(result).c_str());
    QByteArray warnings;
    for (const Diagnostic& item : result->diagnostics.items()) warnings += QByteArray::fromStdString(item.error.text());
    QCOMPARE(warnings, warning);
}

QTEST_GUILESS_MAIN(ContributedOperatorsTest)
#include "contributed_operators_test.moc"
