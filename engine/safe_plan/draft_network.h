// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/safe_plan/draft.h"

namespace planscope::safe_plan {

struct NetworkDraft {
    Draft draft;
    std::vector<std::uint32_t> inputs, outputs;  ///< draft tensors of the bindings
};

/// @errors as makeSafePlan
Result<NetworkDraft> draftNetwork(const Network& network);

}  // namespace planscope::safe_plan
