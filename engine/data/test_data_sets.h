// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/onnx/tensor_file.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace planscope::data {

/// The folders test_data_set_N in `folder`, by N.
std::vector<std::filesystem::path> numberedSets(const std::filesystem::path& folder);

/// STEM_0.pb, STEM_1.pb ... of a folder, up to the first that is not there. @errors those of readTensorFile
Result<std::vector<onnx::NamedConstant>> readNumbered(const std::filesystem::path& folder, std::string_view stem);

}  // namespace planscope::data
