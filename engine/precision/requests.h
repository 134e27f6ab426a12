// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/precision/options.h"

namespace planscope::precision {

/// Asks the layers of an imported network for what the options name. Layers without real numbers (shape arithmetic, known
/// values) are left out by "*".
/// @return warnings: names that no layer has, options without effect
Result<std::vector<Error>> applyRequests(Network& network, const PrecisionOptions& options);

}  // namespace planscope::precision
