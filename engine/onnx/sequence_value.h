// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/ids.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace planscope::onnx {

/// What the import knows of a sequence of tensors; a network has none. It is one of three things: the tensors of `elements`,
/// the slices of a tensor along its axis 0, or what a loop has gathered so far with `elements` behind it.
struct Sequence {
    std::vector<TensorId> elements{};
    std::optional<TensorId> stack{};
    std::optional<std::size_t> carried{};  ///< in the body of a loop: which of its carried values
};

/// By the name of the value.
using SequenceTable = std::unordered_map<std::string, Sequence>;

}  // namespace planscope::onnx
