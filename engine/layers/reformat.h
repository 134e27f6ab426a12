// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::reformat {

inline constexpr LayerKind kind{"reformat"};

/// Copies one input into another memory format; inserted by format selection. Values, type and dims stay.
using Attrs = NoAttrs;

extern const LayerDef def;

}  // namespace planscope::layers::reformat
