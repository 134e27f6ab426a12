// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/onnx/tensor_file.h"

#include <filesystem>
#include <vector>

namespace planscope::cli {

/// One folder of ONNX test data: input_0.pb ..., output_0.pb ..., in the order of the model's inputs and outputs.
struct TestDataSet {
    std::filesystem::path folder;
    std::vector<onnx::NamedConstant> inputs, outputs;
};

/// The given folder if it holds output_0.pb, else every test_data_set_N in it, by N.
/// @errors Code::File where there is none
Result<std::vector<std::filesystem::path>> findTestData(const std::filesystem::path& folder);

/// @errors Code::File, Code::Format and Code::UnsupportedType of the files
Result<TestDataSet> readTestData(const std::filesystem::path& folder);

}  // namespace planscope::cli
