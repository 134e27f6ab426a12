// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <cstddef>
#include <span>

namespace planscope::onnx {

/// Ok unless the bytes are plainly something else than a protobuf message: empty, a Git LFS pointer, text, a picture, an
/// archive, a model of another system. @errors Code::Format with a sentence that names what it is
Status refuseOtherFormats(std::span<const std::byte> bytes);

/// Why a protobuf parser gave up on these bytes as an ONNX model: cut short, damaged, or no protobuf at all.
/// @param nestingLimit  levels of nested messages that the parser accepts
Error explainUnreadableModel(std::span<const std::byte> bytes, int nestingLimit);

}  // namespace planscope::onnx
