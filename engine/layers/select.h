// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::select {

inline constexpr LayerKind kind{"select"};

/// Inputs: condition Bool, whenTrue, whenFalse of one type; three-way broadcasting by the ONNX rule.
using Attrs = NoAttrs;

extern const LayerDef def;

/// The layer as a program over its inputs. @pre validated
PointwiseProgram programOf(const LayerView& layer);

}  // namespace planscope::layers::select
