// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/onnx/conformance_cases.h"

#include <cstdio>
#include <cstring>

/// Prints docs/conformance.md. With the name of a variant ("level 3") as argument: the outcomes with that variant.
int main(int argc, char** argv) {
    using namespace planscope::onnx_tests;
    const auto variants = conformanceVariants();
    const ConformanceVariant* variant = variants.data();
    for (const ConformanceVariant& row : variants)
        if (argc > 1 && row.name == argv[1]) variant = &row;
    if (argc > 1 && variant->name != argv[1]) return std::fprintf(stderr, "there is no variant '%s'\n", argv[1]), 2;
    const auto cases = conformanceCases();
    std::vector<Outcome> outcomes;
    for (const ConformanceCase& row : cases) outcomes.push_back(runConformanceCase(row, *variant));
    const std::string text = conformancePage(cases, outcomes);
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
