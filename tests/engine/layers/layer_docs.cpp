// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/layers/layer_documentation.h"

#include <cstdio>

/// Prints docs/layers.md.
int main() {
    const std::string text = planscope::layer_tests::layerDocumentation();
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
