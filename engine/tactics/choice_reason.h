// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/tactics/candidates.h"

namespace planscope {

/// Faster by more than the noise floor.
bool isClearlyFaster(double ns, double thanNs);

/// One sentence why `way` was taken. @param savedNs  conversions that it saves against the fastest way alone
std::string choiceReason(const Candidates& candidates, std::size_t way, double savedNs);

}  // namespace planscope
