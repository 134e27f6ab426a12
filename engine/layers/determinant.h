// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::determinant {

inline constexpr LayerKind kind{"determinant"};

/// Input: Float square matrices [..., n, n]. Output: [...].
using Attrs = NoAttrs;

extern const LayerDef def;

}  // namespace planscope::layers::determinant
