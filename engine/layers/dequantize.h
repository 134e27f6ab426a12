// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::dequantize {

inline constexpr LayerKind kind{"dequantize"};

/// Inputs: x Int8, UInt8 or Int32; scale Float, one number or one per entry of the axis, above zero; optional zero
/// point of x's type.
struct Attrs {
    int axis = 0;  ///< unused where scale and zero point are one number
};

extern const LayerDef def;

}  // namespace planscope::layers::dequantize
