// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <cstdint>
#include <string_view>

/// The checks that many kinds share. Each refusal is one sentence that names the offending value.
namespace planscope::layers {

/// Bound of strides, paddings, dilations and window extents. With tensors below 2^31 elements it keeps every sum and
/// product of shape arithmetic inside 64 bits.
inline constexpr std::int64_t kMaxWindowValue = std::int64_t{1} << 28;
inline constexpr std::int64_t kMaxElements = (std::int64_t{1} << 31) - 1;

/// Arity, and what holds for every input of every kind: no negative extents, fewer than 2^31 elements, a type that exists.
/// @errors Code::Arity, Code::Limit, Code::Shape, Code::UnsupportedType
Status checkInputs(const LayerView& layer, int least, int most);

/// Number of elements; open extents (engine/network/extent.h) count as 1, since nothing is known of them. @errors Code::Limit above 2^31 - 1, Code::Shape for negative extents
Result<std::int64_t> checkedVolume(const Dims& dims);

/// Input `i` is Float. Half is told apart from types that make no sense, since later it may be handled.
Status checkFloat(const LayerView& layer, int i);
Status checkType(const LayerView& layer, int i, DataType type);
/// Inputs `a` and `b` have one type.
Status checkSameType(const LayerView& layer, int a, int b);

Status checkAxis(int axis, int rank);
/// Every set bit of `axes` is an axis of `rank`, and at least one is set.
Status checkAxes(std::uint32_t axes, int rank);
/// `list` is empty or has `length` entries in [least, kMaxWindowValue].
Status checkList(std::string_view name, const Dims& list, int length, std::int64_t least);
/// `order` is empty or a permutation of 0 ... rank - 1.
Status checkPermutation(std::string_view name, const Dims& order, int rank);
Status checkFinite(std::string_view name, float value);
/// Input `i` broadcasts to `target` by the ONNX rule.
Status checkBroadcasts(const LayerView& layer, int i, const Dims& target);

/// False only where `extent` is known to be below `least`.
bool mayReach(std::int64_t extent, std::int64_t least);
/// False only where `extent` is known not to be a multiple of `divisor`. @pre divisor >= 1
bool mayBeMultiple(std::int64_t extent, std::int64_t divisor);

/// Dims to which both broadcast by the ONNX rule ([3,1] and [4] give [3,4]).
/// @errors Code::Shape naming the first axis that disagrees
Result<Dims> broadcast(const Dims& a, const Dims& b);

}  // namespace planscope::layers
