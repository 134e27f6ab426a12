// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/diagnostics.h"
#include "engine/onnx/model.h"

namespace planscope::onnx {

/// Reads a file and its external weights into our own structures. Weights that cannot be read are kept as errors in their
/// place; warnings go to `diagnostics`. Works on any bytes without crashing, whatever their nesting.
/// @errors Code::File, Code::Format if there is no model at all, with the file as subject
Result<OnnxModel> readModel(const std::filesystem::path& path, Diagnostics& diagnostics);

}  // namespace planscope::onnx
