// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/onnx/node_import.h"

#include <optional>

/// What operators on quantised tensors share: they compute with the numbers that integers stand for.
namespace planscope::onnx::ops {

/// Scale and zero point of one tensor.
struct Quantizer {
    TensorId scale;
    std::optional<TensorId> zeroPoint;
};

/// Inputs `scale` and `scale` + 1, the zero point, which may be left out.
Result<Quantizer> readQuantizer(const NodeImport& node, int scale);

/// Without a zero point the result is unsigned.
DataType quantizedType(const NodeImport& node, const Quantizer& quantizer);

/// @param axis  that has a scale per entry, where there are several
Result<TensorId> dequantizeStep(NodeImport& node, TensorId x, const Quantizer& quantizer, int axis = 0);
Result<Outputs> finishQuantize(NodeImport& node, TensorId x, const Quantizer& quantizer, int axis = 0);

/// `x` less its zero point (input `zeroPoint` of the node, where there is one), as real numbers.
Result<TensorId> centred(NodeImport& node, TensorId x, int zeroPoint, int axis);

}  // namespace planscope::onnx::ops
