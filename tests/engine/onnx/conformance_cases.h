// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The ONNX backend test suite: small models with inputs and the outputs that ONNX's own implementation gave.
namespace planscope::onnx_tests {

enum class Agreement {
    Agrees,
    Refused,    ///< not imported, for a reason
    Corrected,  ///< agrees once the stored case, which contradicts itself, is put right
    Differs,    ///< a defect
};

struct Outcome {
    Agreement agreement = Agreement::Refused;
    std::string sentence{};  ///< why not, or what is put right; empty where the case agrees as it is
};

/// One way to run every case.
struct ConformanceVariant {
    std::string_view name;
    int level = 0;         ///< builder optimisation level; -1: the reference kernels on the imported network
    bool fuses = true;
};
std::span<const ConformanceVariant> conformanceVariants();

/// One folder of the suite.
struct ConformanceCase {
    std::string group, name;
    std::filesystem::path folder;
};
/// Sorted by group and name; empty where the suite (package libonnx-testdata) is not installed.
std::vector<ConformanceCase> conformanceCases();

/// Imports the model, runs it and compares with the stored outputs. The suite feeds shapes, axes and the like as inputs of
/// the graph; where the import needs their values, trailing inputs become constants one by one until it succeeds.
Outcome runConformanceCase(const ConformanceCase& row, const ConformanceVariant& variant);

/// docs/conformance.md: the outcome of every case.
std::string conformancePage(std::span<const ConformanceCase> cases, std::span<const Outcome> outcomes);

}  // namespace planscope::onnx_tests
