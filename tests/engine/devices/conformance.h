// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"
#include "tests/engine/layers/layer_cases.h"

namespace planscope {

/// What one case showed on one device.
struct ConformanceResult {
    int variantsRun = 0;
    std::vector<std::string> failures;  ///< one sentence per variant that was wrong
};

/// Runs every variant that any tactic of the device offers for the case and compares it with the reference.
ConformanceResult runConformance(const layer_tests::BuiltCase& built, const Device& device);

}  // namespace planscope
