// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::one_hot {

inline constexpr LayerKind kind{"one_hot"};

/// Inputs: indices Int32, values [off, on] of any type, optionally one Int32 that replaces `depth`. Negative indices count
/// from the end; one outside [-depth, depth) is on nowhere.
struct Attrs {
    int depth = 1;  ///< extent of the new axis
    int axis = 0;   ///< where it stands in the output, in [0, rank of indices]
};

extern const LayerDef def;

}  // namespace planscope::layers::one_hot
