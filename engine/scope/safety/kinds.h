// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

/// Which kinds of layers belong to the safety scope.
namespace planscope::scope::safety {

enum class Membership : std::uint8_t {
    Outside,
    Doubtful,  ///< no public evidence
    Inside,
};

/// A kind without a row is outside.
Membership membershipOf(const LayerKind& kind);

}  // namespace planscope::scope::safety
