// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::quantize {

inline constexpr LayerKind kind{"quantize"};

/// Inputs: x Float; scale Float, one number or one per entry of the axis, above zero; optional zero point of the
/// output's type.
struct Attrs {
    DataType to = DataType::Int8;  ///< Int8 or UInt8
    int axis = 0;                  ///< unused where scale and zero point are one number
};

extern const LayerDef def;

}  // namespace planscope::layers::quantize
