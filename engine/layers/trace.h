// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/pointwise.h"

#include <cstdint>
#include <optional>
#include <vector>

/// What is known of the elements of small integer tensors while shapes are open: LayerDef::traceExtents of the kinds
/// that take part in shape arithmetic, and the inputs whose values decide extents (LayerDef::shapeInputs).
namespace planscope::layers {

/// Elements as numbers and open extents (engine/network/extent.h), or nothing where one cannot be said.
using Trace = std::optional<std::vector<std::int64_t>>;

/// Elements of a list of integers or booleans that is known in full.
Trace traceOf(const TensorInfo& tensor);

/// Input 0, for kinds that give its elements in the same order.
Trace traceOfFirst(const LayerView& layer);

/// The program, evaluated for every element over inputs that have one element or as many as the longest.
Trace traceProgram(const PointwiseProgram& program, std::span<const TensorInfo> inputs);

/// Input `i` is an Int32 list of `length` entries. @errors Code::DataType, Code::Shape
Status checkIntegerList(const LayerView& layer, int i, std::string_view what, std::int64_t length);
/// Input `i` is one Int32. @errors Code::DataType, Code::Shape
Status checkInteger(const LayerView& layer, int i, std::string_view what);

/// The entries of such a list as extents, each extent::kAnonymous while it is not known.
/// @param length  of the list, at most kMaxRank
/// @errors Code::Value for a number outside [0, 2^31 - 1]
Result<Dims> extentsIn(const LayerView& layer, int i, std::string_view what, int length);

/// The integers in memory, for reference kernels.
Dims valuesOf(const TensorView& list);

}  // namespace planscope::layers
