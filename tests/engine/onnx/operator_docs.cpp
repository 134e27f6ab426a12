// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/operator_documentation.h"

#include <cstdio>

/// Prints docs/onnx_support.md.
int main() {
    const std::string text = planscope::onnx_tests::operatorDocumentation();
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
