// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace planscope::onnx_tests {

/// A TensorProto to be made; its values are 0, 1 and 2 whatever the dims say.
struct TensorRecipe {
    int onnxType = 1;
    bool raw = true;
    std::vector<std::int64_t> dims = {3};
    std::string location = {};  ///< external data, where a location or an offset is given
    std::string offset = {};
    std::string name = "t";
};
std::string tensorBytes(const TensorRecipe& recipe);

struct TensorCase {
    const char* name;
    int onnxType;
    DataType type;
};
/// Every element type that can be read.
std::span<const TensorCase> tensorCases();

bool makePipe(const std::filesystem::path& path);

}  // namespace planscope::onnx_tests
