// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

#include <filesystem>
#include <string>

namespace planscope::onnx {

struct NamedConstant {
    std::string name;
    ConstantPtr value;
};

/// Reads one ONNX TensorProto ("input_0.pb"). INT64 and DOUBLE are narrowed as in a model, values clamped.
/// @errors Code::File, Code::Format, Code::UnsupportedType and those of a weight, with the file as subject
Result<NamedConstant> readTensorFile(const std::filesystem::path& path);

/// Writes one ONNX TensorProto that readTensorFile reads back bit for bit.
/// @errors Code::File, Code::UnsupportedType for Fp8
Status writeTensorFile(const std::filesystem::path& path, const std::string& name, const Constant& value);

}  // namespace planscope::onnx
