// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/onnx/node_import.h"

namespace planscope::onnx::ops {

/// The tensor whose slices along axis 0 are the elements.
/// @errors Code::UnsupportedFeature for what a loop gathers, no elements, and elements of different extents
Result<TensorId> stackOf(NodeImport& node, const Sequence& sequence);

/// The sequence with the slices of `stack` along axis 0 behind its elements.
Result<Sequence> withStack(NodeImport& node, const Sequence& sequence, TensorId stack);

/// The same elements one by one.
/// @errors Code::UnsupportedFeature for what a loop gathers, and for more elements than are known or worth a layer each
Result<std::vector<TensorId>> elementsOf(NodeImport& node, const Sequence& sequence);

/// `x` with an axis of extent 1 before `axis`.
Result<TensorId> withAxis(NodeImport& node, TensorId x, int axis);

/// x cut along an axis into parts of these sizes.
Result<std::vector<TensorId>> cutAlong(NodeImport& node, TensorId x, int axis, std::span<const std::int64_t> sizes);

/// More elements than this are not taken apart.
inline constexpr std::int64_t kMaxElements = 1024;

}  // namespace planscope::onnx::ops
