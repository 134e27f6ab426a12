// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::remainder {

inline constexpr LayerKind kind{"remainder"};

/// Inputs: two Float tensors that broadcast to each other. What is left of the first after whole multiples of the second,
/// with the sign of the first.
using Attrs = NoAttrs;

extern const LayerDef def;

}  // namespace planscope::layers::remainder
