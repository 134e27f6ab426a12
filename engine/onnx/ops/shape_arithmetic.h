// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/onnx/node_import.h"
#include "engine/onnx/ops/shape_value.h"
#include "kernels/api/sample_mode.h"

#include <string>
#include <vector>

/// Shapes of importers, whether they are known or not: written once, they become attributes where every value is a number
/// and small networks of shape layers where one is not.
namespace planscope::onnx::ops {

// What there is to compute with.

/// The extents of `x`.
ShapeValues shapeOf(const NodeImport& node, TensorId x);
/// The elements of an input that is a list of integers; the number of them must be known.
/// @errors Code::Arity, Code::DataType, Code::Shape
Result<ShapeValues> integers(NodeImport& node, int i, std::string_view what);
/// The only element of an input.
Result<ShapeValue> integer(NodeImport& node, int i, std::string_view what);

// What becomes of it.

/// Numbers as they are, the others as codes of engine/network/extent.h.
Result<Dims> codesOf(std::span<const ShapeValue> values);
/// An Int32 list of the values.
/// @errors Code::Limit for a number that exceeds 32 bits
Result<TensorId> listOf(NodeImport& node, std::span<const ShapeValue> values);

/// `x` under other extents; a tensor of the same extents is given back as it is, constants share their bytes.
Result<TensorId> reshaped(NodeImport& node, TensorId x, const ShapeValues& to);
/// The node's own output as a reshape of `x`.
Result<Outputs> finishReshaped(NodeImport& node, TensorId x, const ShapeValues& to);
/// `x` under other extents, then its axes in another order.
Result<TensorId> regrouped(NodeImport& node, TensorId x, const ShapeValues& to, const Dims& order);

/// What must hold of values that only a run knows: `value` is one of `among`.
struct Requirement {
    ShapeValue value;
    ShapeValues among;
    std::string message;  ///< what it means that it does not hold
};

/// out[i] = x[start + i * stride], per axis.
struct SliceValues {
    ShapeValues start, size, stride;
    SampleMode mode = SampleMode::StrictBounds;
    float fillValue = 0;
    std::vector<Requirement> requirements = {};  ///< those that are not known to hold are asserted when the shapes are bound
};
/// Output `firstOutput` of the node as a slice of `x`.
Result<Outputs> finishSliced(NodeImport& node, TensorId x, const SliceValues& slice, int firstOutput = 0);

/// The numbers from 0 on, as an Int32 list that lies along `axis` of two axes.
Result<TensorId> countedAlong(NodeImport& node, const ShapeValue& count, int axis);

}  // namespace planscope::onnx::ops
