// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::concatenation {

inline constexpr LayerKind kind{"concatenation"};

/// Inputs: one or more of one type, with equal extents but along the axis.
struct Attrs {
    int axis = 0;  ///< in [0, rank)
};

extern const LayerDef def;

}  // namespace planscope::layers::concatenation
