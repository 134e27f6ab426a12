// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace planscope::onnx {

/// A name as the rest of the program may use it: bytes that are not valid UTF-8 and control characters become "\xNN".
/// Different names stay different unless they hold such escapes themselves.
std::string printable(const std::string& name);

}  // namespace planscope::onnx
