// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/safe_plan/draft_network.h"
#include "engine/safe_plan/safe_plan.h"

namespace planscope::safe_plan {

/// Numbers the tensors as the runtime wants them, places tensors and scratch in one arena, writes the sections.
/// @param timeBoundNs  estimate of one execution
/// @errors Code::Memory, Code::Limit for names and counts
Result<std::vector<std::byte>> assemble(const NetworkDraft& draft, const std::string& name, std::uint64_t timeBoundNs, const SafePlanOptions& options);

}  // namespace planscope::safe_plan
