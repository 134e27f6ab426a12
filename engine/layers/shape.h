// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::shape {

inline constexpr LayerKind kind{"shape"};

/// Input: x of any type. Output: its dims as Int32 [rank].
using Attrs = NoAttrs;

extern const LayerDef def;

}  // namespace planscope::layers::shape
