// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/ops/quantizer.h"

#include "engine/base/check.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/quantize.h"
#include "engine/onnx/ops/layer_steps.h"

namespace planscope::onnx::ops {
namespace {

std::vector<TensorId> inputsOf(TensorId x, const Quantizer& quantizer) {
    std::vector<TensorId> out{x, quantizer.scale};
    if (quantizer.zeroPoint) out.push_back(*quantizer.zeroPoint);
    return out;
}

}  // namespace

Result<Quantizer> readQuantizer(const NodeImport& node, int scale) {
    PS_ASSIGN(const TensorId id, node.input(scale));
    return Quantizer{id, node.has(scale + 1) ? std::optional(*node.input(scale + 1)) : std::nullopt};
}

DataType quantizedType(const NodeImport& node, const Quantizer& quantizer) {
    return quantizer.zeroPoint ? node.tensor(*quantizer.zeroPoint).type : DataType::UInt8;
}

Result<TensorId> dequantizeStep(NodeImport& node, TensorId x, const Quantizer& quantizer, int axis) {
    return node.step(layers::dequantize::def, inputsOf(x, quantizer), Attrs::of(layers::dequantize::Attrs{.axis = axis}));
}

Result<Outputs> finishQuantize(NodeImport& node, TensorId x, const Quantizer& quantizer, int axis) {
    return node.finish(layers::quantize::def, inputsOf(x, quantizer),
                       Attrs::of(layers::quantize::Attrs{.to = quantizedType(node, quantizer), .axis = axis}));
}

Result<TensorId> centred(NodeImport& node, TensorId x, int zeroPoint, int axis) {
    PS_ASSIGN(const TensorId one, scalar(node, DataType::Float, 1));
    const std::optional<TensorId> zero = node.has(zeroPoint) ? std::optional(*node.input(zeroPoint)) : std::nullopt;
    return dequantizeStep(node, x, Quantizer{one, zero}, axis);
}

}  // namespace planscope::onnx::ops
