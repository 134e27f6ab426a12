// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::conditional {

inline constexpr LayerKind kind{"conditional"};

/// Inputs: the condition, one Bool, then what the branches read: each branch has all of these as its inputs, in their order.
/// Outputs: those of the branch that runs. Outputs of the two branches have one type and rank; an extent in which they
/// differ is open until one of them has run.
struct Attrs {
    Body thenBody;
    Body elseBody;
};

extern const LayerDef def;

}  // namespace planscope::layers::conditional
