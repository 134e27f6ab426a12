// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::ragged_softmax {

inline constexpr LayerKind kind{"ragged_softmax"};

/// Inputs: x Float, lengths Int32 with the extents of x but 1 for the last: how many elements of each line of the last axis
/// count. The others become 0.
using Attrs = NoAttrs;

extern const LayerDef def;

}  // namespace planscope::layers::ragged_softmax
