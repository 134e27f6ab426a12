// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace planscope::layer_tests {

/// docs/layers.md: every kind with its attributes, defaults and the first of its cases as an example.
std::string layerDocumentation();

}  // namespace planscope::layer_tests
