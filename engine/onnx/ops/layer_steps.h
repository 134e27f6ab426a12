// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/activation.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/unary.h"
#include "kernels/api/reduce_kind.h"
#include "engine/onnx/node_import.h"

/// Layers that importers of several families put together.
namespace planscope::onnx::ops {

/// The same elements under other dims. Constants share their bytes, others get a shuffle layer. Open extents of `to` are
/// those of axes of `x`, but for one that the others leave; see shape_arithmetic.h for more.
Result<TensorId> reshaped(NodeImport& node, TensorId x, const Dims& to);
/// The node's own output as a reshape of `x`.
Result<Outputs> finishReshaped(NodeImport& node, TensorId x, const Dims& to);

// Arithmetic of Int8 and UInt8 is computed in Int32 and wrapped around.
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
/// Output `firstOutput` of the node as `x` converted to `type`.
Result<Outputs> finishCast(NodeImport& node, TensorId x, DataType type, int firstOutput = 0);

/// A reduction over the axes of a bit mask, which stay as axes of extent 1.
Result<TensorId> reducedOver(NodeImport& node, ReduceKind kind, TensorId x, std::uint32_t axes);

/// Output `firstOutput` of the node as a copy of `x`.
Result<Outputs> finishIdentity(NodeImport& node, TensorId x, int firstOutput = 0);

}  // namespace planscope::onnx::ops
