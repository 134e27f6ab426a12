// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/patch.h"

#include <optional>
#include <string>
#include <vector>

namespace planscope {

/// What people asked of the layers that a patch replaces, as it passes to the new ones.
struct PatchRequests {
    std::vector<PrecisionRequest> layers;  ///< one per Patch::layers
    std::optional<std::string> conflict;   ///< why the patch cannot keep all that was asked; such a patch must not be applied
};

/// A precision that was asked of any dropped layer is asked of every new one; two different ones cannot both be. A type that was
/// asked of a result passes to the tensor that takes its place; one that vanishes inside a new layer would be lost.
/// Requests that a new layer brings itself stay.
PatchRequests requestsAfter(const Network& network, const Patch& patch);

}  // namespace planscope
