// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::non_zero {

inline constexpr LayerKind kind{"non_zero"};

/// Input: x of any type and at least one axis. Outputs: Int32 [rank, n], the positions of the n elements that are not 0, a column
/// each in row-major order; Int32 [2], the extents of the first.
using Attrs = NoAttrs;

extern const LayerDef def;

}  // namespace planscope::layers::non_zero
