// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::identity {

inline constexpr LayerKind kind{"identity"};

/// One input of any type, copied.
using Attrs = NoAttrs;

extern const LayerDef def;

/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::identity
