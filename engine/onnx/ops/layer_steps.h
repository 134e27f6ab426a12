// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/activation.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/unary.h"
#include "engine/onnx/node_import.h"

/// Layers that importers of several families put together.
namespace planscope::onnx::ops {

/// The same elements under other dims. Constants share their bytes, others get a shuffle layer.
Result<TensorId> reshaped(NodeImport& node, TensorId x, const Dims& to);
/// The node's own output as a reshape of `x`.
Result<Outputs> finishReshaped(NodeImport& node, TensorId x, const Dims& to);

Result<TensorId> elementwiseStep(NodeImport& node, layers::elementwise::ElementwiseKind kind, TensorId a, TensorId b);
Result<Outputs> finishElementwise(NodeImport& node, layers::elementwise::ElementwiseKind kind, TensorId a, TensorId b);
Result<TensorId> unaryStep(NodeImport& node, layers::unary::UnaryKind kind, TensorId x);
Result<Outputs> finishUnary(NodeImport& node, layers::unary::UnaryKind kind, TensorId x);
Result<TensorId> activationStep(NodeImport& node, const layers::activation::Attrs& attrs, TensorId x);
Result<Outputs> finishActivation(NodeImport& node, const layers::activation::Attrs& attrs, TensorId x);

/// One number of type Float, Half or Int32, for arithmetic with a tensor of that type.
Result<TensorId> scalar(NodeImport& node, DataType type, double value);

/// `x`, or `x` converted to `type`.
Result<TensorId> castTo(NodeImport& node, TensorId x, DataType type);

/// The output of a node that changes nothing.
Result<Outputs> finishIdentity(NodeImport& node, TensorId x);

}  // namespace planscope::onnx::ops
