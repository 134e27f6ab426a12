// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/quantize.h"
#include "engine/layers/reduce.h"
#include "engine/onnx/ops/layer_steps.h"
#include "engine/onnx/ops/quantizer.h"

#include <algorithm>

namespace planscope::onnx::ops::quantization {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

/// The axis counts only where there is a scale per entry of it.
Result<int> readAxis(NodeImport& node, TensorId x, const Quantizer& quantizer) {
    const auto isOne = [&](TensorId id) { return node.dims(id).volume() == 1; };
    if (isOne(quantizer.scale) && (!quantizer.zeroPoint || isOne(*quantizer.zeroPoint))) {
        node.ignore({"axis"});
        return 0;
    }
    return node.axis("axis", 1, node.dims(x).rank);
}

Attrs quantizeTo(DataType type, int axis) { return Attrs::of(layers::quantize::Attrs{.to = type, .axis = axis}); }

Result<Outputs> importQuantize(NodeImport& node) {
    node.ignore({"saturate"});  // decides only about 8-bit floats
    PS_ASSIGN(const TensorId given, node.input(0));
    PS_ASSIGN(const TensorId x, castTo(node, given, DataType::Float));
    PS_ASSIGN(const Quantizer quantizer, readQuantizer(node, 1));
    PS_ASSIGN(const int axis, readAxis(node, x, quantizer));
    return finishQuantize(node, x, quantizer, axis);
}

Result<Outputs> importDequantize(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const Quantizer quantizer, readQuantizer(node, 1));
    PS_ASSIGN(const int axis, readAxis(node, x, quantizer));
    std::vector<TensorId> inputs{x, quantizer.scale};
    if (quantizer.zeroPoint) inputs.push_back(*quantizer.zeroPoint);
    return node.finish(layers::dequantize::def, inputs, Attrs::of(layers::dequantize::Attrs{.axis = axis}));
}

/// The smallest or the largest element, or 0 if that is beyond it.
Result<TensorId> extreme(NodeImport& node, TensorId x, ReduceKind reduce, ElementwiseKind withZero) {
    const std::uint32_t axes = (1U << node.dims(x).rank) - 1;
    TensorId out = x;
    if (axes != 0) {
        PS_ASSIGN(out, node.step(layers::reduce::def, {x}, Attrs::of(layers::reduce::Attrs{.kind = reduce, .axes = axes, .keepDims = false})));
    }
    PS_ASSIGN(const TensorId zero, scalar(node, DataType::Float, 0));
    return elementwiseStep(node, withZero, out, zero);
}

constexpr double kSteps = 255;

/// Source: ONNX operator schema, DynamicQuantizeLinear-11: scale (max - min) / 255, zero point round(-min / scale).
Result<Outputs> importDynamicQuantize(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId least, extreme(node, x, ReduceKind::Min, ElementwiseKind::Min));
    PS_ASSIGN(const TensorId most, extreme(node, x, ReduceKind::Max, ElementwiseKind::Max));
    PS_ASSIGN(const TensorId range, elementwiseStep(node, ElementwiseKind::Sub, most, least));
    PS_ASSIGN(const TensorId steps, scalar(node, DataType::Float, kSteps));
    PS_ASSIGN(const Outputs scale, node.finish(layers::elementwise::def, {range, steps},
                                               Attrs::of(layers::elementwise::Attrs{.kind = ElementwiseKind::Div}), 1));
    PS_ASSIGN(const TensorId distance, unaryStep(node, UnaryKind::Neg, least));
    PS_ASSIGN(const Outputs zeroPoint,
              node.finish(layers::quantize::def, {distance, scale.front()}, quantizeTo(DataType::UInt8, 0), 2));
    PS_ASSIGN(const Outputs y, node.finish(layers::quantize::def, {x, scale.front(), zeroPoint.front()}, quantizeTo(DataType::UInt8, 0)));
    return Outputs{y.front(), scale.front(), zeroPoint.front()};
}

MatrixOperation operationOf(const NodeImport& node, TensorId x) {
    return node.dims(x).rank == 1 ? MatrixOperation::Vector : MatrixOperation::None;
}

Attrs productOf(const NodeImport& node, TensorId a, TensorId b) {
    return Attrs::of(layers::matrix_multiply::Attrs{.opA = operationOf(node, a), .opB = operationOf(node, b)});
}

/// A product of what the integers stand for, quantised again.
Result<Outputs> importQuantizedMatMul(NodeImport& node) {
    PS_ASSIGN(const TensorId a, node.input(0));
    PS_ASSIGN(const Quantizer quantizerA, readQuantizer(node, 1));
    PS_ASSIGN(const TensorId b, node.input(3));
    PS_ASSIGN(const Quantizer quantizerB, readQuantizer(node, 4));
    PS_ASSIGN(const Quantizer result, readQuantizer(node, 6));
    // A scale per row of a and per column of b
    PS_ASSIGN(const TensorId realA, dequantizeStep(node, a, quantizerA, std::max(0, node.dims(a).rank - 2)));
    PS_ASSIGN(const TensorId realB, dequantizeStep(node, b, quantizerB, std::max(0, node.dims(b).rank - 1)));
    PS_ASSIGN(const TensorId product, node.step(layers::matrix_multiply::def, {realA, realB}, productOf(node, realA, realB)));
    return finishQuantize(node, product, result);
}

constexpr OnnxOpDef kOps[] = {
    {"", "DequantizeLinear", {10, kNewestOpset}, importDequantize},
    {"", "DynamicQuantizeLinear", {11, kNewestOpset}, importDynamicQuantize},
    {"", "QLinearMatMul", {10, kNewestOpset}, importQuantizedMatMul},
    {"", "QuantizeLinear", {10, kNewestOpset}, importQuantize},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::quantization
