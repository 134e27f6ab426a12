// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::parametric_relu {

inline constexpr LayerKind kind{"parametric_relu"};

/// Inputs: x, slope that broadcasts to x. x >= 0 ? x : slope x.
using Attrs = NoAttrs;

extern const LayerDef def;

/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::parametric_relu
