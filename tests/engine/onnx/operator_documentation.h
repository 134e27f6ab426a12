// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace planscope::onnx_tests {

/// The text of docs/onnx_support.md, from the tables of operators.
std::string operatorDocumentation();

}  // namespace planscope::onnx_tests
