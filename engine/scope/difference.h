// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/report.h"

namespace planscope::scope {

/// What changes for one network and build between two releases.
struct Difference {
    std::vector<Finding> relaxed;  ///< of the older release alone
    std::vector<Finding> added;    ///< of the newer release alone
};

/// Asks the rules of `older` and those of the question's own release. Findings of one rule about one layer, tensor or configuration are the
/// same. Pure; on any thread.
Difference differenceSince(Release older, const Question& question, std::uint8_t scopes);

}  // namespace planscope::scope
