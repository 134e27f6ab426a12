// SPDX-License-Identifier: Apache-2.0
// Matrix products and convolutions of bytes. They are computed in single precision, which holds integers up to 2^24 exactly.
#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/layers/slice.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/quantizer.h"

#include <algorithm>
#include <functional>

namespace planscope::onnx::ops::integer_products {
namespace {

using layers::elementwise::ElementwiseKind;

/// Products of bytes less their zero points are below 2^16: that many of them add up exactly.
constexpr std::int64_t kMaxExactTerms = 256;
constexpr std::int64_t kMaxParts = 256;

/// Elements first ... first + count of an axis, all of it where it is no longer.
Result<TensorId> part(NodeImport& node, TensorId x, int axis, std::int64_t first, std::int64_t count) {
    const Dims dims = node.dims(x);
    PS_CHECK(dims.isStatic(), Code::UnsupportedFeature, "an integer product over more than {} terms needs extents that are known at build time",
             kMaxExactTerms);
    layers::slice::Attrs attrs{.start = Dims::filled(dims.rank, 0), .size = dims, .stride = Dims::filled(dims.rank, 1)};
    attrs.start[axis] = first;
    attrs.size[axis] = count;
    return node.step(layers::slice::def, {x}, Attrs::of(attrs));
}

/// How a sum over an axis of both operands is divided.
struct Division {
    int axisA = 0, axisB = 0;
    std::int64_t length = 0, longest = kMaxExactTerms;
};

using Product = std::function<Result<TensorId>(TensorId, TensorId)>;

/// The Int32 sum of the products of the parts, each of them exact.
Result<Outputs> finishSum(NodeImport& node, TensorId a, TensorId b, const Division& division, const Product& product) {
    PS_CHECK(extent::isNumber(division.length), Code::UnsupportedFeature, "the number of terms of an integer product must be known at build time");
    const std::int64_t parts = (division.length + division.longest - 1) / division.longest;
    PS_CHECK(parts <= kMaxParts, Code::UnsupportedFeature, "an integer product of {} parts is not supported, up to {} are", parts, kMaxParts);
    if (parts <= 1) {
        PS_ASSIGN(const TensorId whole, product(a, b));
        return finishCast(node, whole, DataType::Int32);
    }
    std::optional<TensorId> sum;
    for (std::int64_t first = 0; first < division.length; first += division.longest) {
        const std::int64_t count = std::min(division.longest, division.length - first);
        PS_ASSIGN(const TensorId partA, part(node, a, division.axisA, first, count));
        PS_ASSIGN(const TensorId partB, part(node, b, division.axisB, first, count));
        PS_ASSIGN(const TensorId real, product(partA, partB));
        PS_ASSIGN(const TensorId integral, castTo(node, real, DataType::Int32));
        if (sum && first + count == division.length) return finishElementwise(node, ElementwiseKind::Sum, *sum, integral);
        if (!sum) {
            sum = integral;
            continue;
        }
        PS_ASSIGN(sum, elementwiseStep(node, ElementwiseKind::Sum, *sum, integral));
    }
    return fail(Code::Bug, "an integer product ended early");
}

Result<TensorId> matrixProduct(NodeImport& node, TensorId a, TensorId b) {
    PS_ASSIGN(const Outputs out, node.expand("MatMul", {a, b}));
    return out.front();
}

/// Operands less their zero points: a scale or zero point per row of a, per column of b.
struct Matrices {
    TensorId a, b;
    int rankA = 0, rankB = 0;
};

Result<Matrices> readMatrices(NodeImport& node, int zeroPoints) {
    PS_ASSIGN(const TensorId a, node.input(0));
    PS_ASSIGN(const TensorId b, node.input(1));
    const int rankA = node.dims(a).rank, rankB = node.dims(b).rank;
    PS_CHECK(rankA >= 1 && rankB >= 1, Code::Shape, "{} and {} cannot be multiplied", toString(node.dims(a)), toString(node.dims(b)));
    PS_ASSIGN(const TensorId realA, centred(node, a, zeroPoints, std::max(0, rankA - 2)));
    PS_ASSIGN(const TensorId realB, centred(node, b, zeroPoints + 1, rankB - 1));
    return Matrices{realA, realB, rankA, rankB};
}

Result<Outputs> importMatMulInteger(NodeImport& node) {
    PS_ASSIGN(const Matrices m, readMatrices(node, 2));
    const Division division{m.rankA - 1, std::max(0, m.rankB - 2), node.dims(m.a)[m.rankA - 1]};
    return finishSum(node, m.a, m.b, division, [&](TensorId a, TensorId b) { return matrixProduct(node, a, b); });
}

std::vector<OnnxAttribute> windowOf(NodeImport& node) {
    return node.copies({"auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"});
}

Result<TensorId> convolution(NodeImport& node, TensorId x, TensorId weights, std::optional<TensorId> bias = std::nullopt) {
    PS_ASSIGN(const Outputs out, node.expand("Conv", {x, weights, bias}, windowOf(node)));
    return out.front();
}

Result<Outputs> importConvInteger(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId weights, node.input(1));
    const Dims filter = node.dims(weights);
    PS_CHECK(filter.rank >= 3 && filter.isStatic(), Code::Shape, "the weights {} are no filters of known extents", toString(filter));
    PS_ASSIGN(const TensorId realX, centred(node, x, 2, 1));
    PS_ASSIGN(const TensorId realWeights, centred(node, weights, 3, 0));
    PS_ASSIGN(const int groups, node.integer("group", 1));
    const std::int64_t window = filter.volume(2, filter.rank);
    Division division{1, 1, filter[1], std::max<std::int64_t>(kMaxExactTerms / std::max<std::int64_t>(window, 1), 1)};
    PS_CHECK(window <= kMaxExactTerms && (groups == 1 || filter[1] <= division.longest), Code::UnsupportedFeature,
             "an integer convolution with windows of {} elements and {} channels in each of {} groups would not be exact", window, filter[1], groups);
    return finishSum(node, realX, realWeights, division, [&](TensorId a, TensorId b) { return convolution(node, a, b); });
}

/// A number, or a list along axis 1, as what broadcasts to a result of `rank` axes.
Result<TensorId> alongChannels(NodeImport& node, TensorId list, int rank) {
    if (node.dims(list).volume() == 1) return reshaped(node, list, {});
    Dims to = Dims::filled(rank, 1);
    to[1] = node.dims(list).volume();
    return reshaped(node, list, to);
}

/// The sum of products of integers, times what one step of it is worth in steps of the result, rounded once. Inputs: x and its
/// quantiser, weights and theirs (which may be one per output channel), the result's, and an Int32 bias.
Result<Outputs> importQuantizedConvolution(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId scaleX, node.input(1));
    PS_ASSIGN(const TensorId weights, node.input(3));
    PS_ASSIGN(const TensorId scaleWeights, node.input(4));
    PS_ASSIGN(const Quantizer result, readQuantizer(node, 6));
    PS_ASSIGN(const int channelsLast, node.integer("channels_last", 0));
    PS_CHECK(channelsLast == 0, Code::UnsupportedFeature, "channels on the last axis (channels_last) are not supported");
    PS_ASSIGN(const TensorId integersX, centred(node, x, 2, 1));
    PS_ASSIGN(const TensorId integersWeights, centred(node, weights, 5, 0));
    std::optional<TensorId> bias;
    if (node.has(8)) {
        PS_ASSIGN(bias, castTo(node, *node.input(8), DataType::Float));
    }
    PS_ASSIGN(const TensorId sum, convolution(node, integersX, integersWeights, bias));
    PS_ASSIGN(const TensorId perChannel, alongChannels(node, scaleWeights, node.dims(sum).rank));
    PS_ASSIGN(const TensorId scaleOne, reshaped(node, scaleX, {}));
    PS_ASSIGN(const TensorId scaleResult, reshaped(node, result.scale, {}));
    PS_ASSIGN(const TensorId step, elementwiseStep(node, ElementwiseKind::Prod, perChannel, scaleOne));
    PS_ASSIGN(const TensorId factor, elementwiseStep(node, ElementwiseKind::Div, step, scaleResult));
    PS_ASSIGN(const TensorId scaled, elementwiseStep(node, ElementwiseKind::Prod, sum, factor));
    PS_ASSIGN(const TensorId one, scalar(node, DataType::Float, 1));
    return finishQuantize(node, scaled, Quantizer{one, result.zeroPoint});
}

/// product scale + bias
Result<Outputs> finishScaled(NodeImport& node, TensorId product, TensorId scale, int bias) {
    if (!node.has(bias)) return finishElementwise(node, ElementwiseKind::Prod, product, scale);
    PS_ASSIGN(const TensorId scaled, elementwiseStep(node, ElementwiseKind::Prod, product, scale));
    return finishElementwise(node, ElementwiseKind::Sum, scaled, *node.input(bias));
}

/// com.microsoft: A, B, scales of both, zero points of both, bias.
Result<Outputs> importMatMulIntegerToFloat(NodeImport& node) {
    PS_ASSIGN(const TensorId scaleA, node.input(2));
    PS_ASSIGN(const TensorId scaleB, node.input(3));
    PS_ASSIGN(const Matrices m, readMatrices(node, 4));
    PS_ASSIGN(const TensorId product, matrixProduct(node, m.a, m.b));
    PS_ASSIGN(const TensorId scale, elementwiseStep(node, ElementwiseKind::Prod, scaleA, scaleB));
    return finishScaled(node, product, scale, 6);
}

/// com.microsoft: A Float, B, its scale and zero point, bias. A is quantised by its own range first.
Result<Outputs> importDynamicQuantizeMatMul(NodeImport& node) {
    PS_ASSIGN(const TensorId a, node.input(0));
    PS_ASSIGN(const TensorId b, node.input(1));
    PS_ASSIGN(const TensorId scaleB, node.input(2));
    PS_ASSIGN(const Outputs quantized, node.expand("DynamicQuantizeLinear", {a}, {}, 3));
    PS_ASSIGN(const TensorId one, scalar(node, DataType::Float, 1));
    PS_ASSIGN(const TensorId integersA, dequantizeStep(node, quantized[0], Quantizer{one, quantized[2]}));
    PS_ASSIGN(const TensorId integersB, centred(node, b, 3, std::max(0, node.dims(b).rank - 1)));
    PS_ASSIGN(const TensorId product, matrixProduct(node, integersA, integersB));
    PS_ASSIGN(const TensorId scale, elementwiseStep(node, ElementwiseKind::Prod, quantized[1], scaleB));
    return finishScaled(node, product, scale, 4);
}

constexpr OnnxOpDef kOps[] = {
    {"", "ConvInteger", {10, kNewestOpset}, importConvInteger},
    {"", "MatMulInteger", {10, kNewestOpset}, importMatMulInteger},
    {"", "QLinearConv", {10, kNewestOpset}, importQuantizedConvolution},
    {"com.microsoft", "DynamicQuantizeMatMul", {1, 1}, importDynamicQuantizeMatMul},
    {"com.microsoft", "MatMulIntegerToFloat", {1, 1}, importMatMulIntegerToFloat},
    {"com.microsoft", "QLinearConv", {1, 1}, importQuantizedConvolution},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::integer_products
