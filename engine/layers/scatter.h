// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/gather_mode.h"

namespace planscope::layers::scatter {

inline constexpr LayerKind kind{"scatter"};

/// Inputs: data of any type, indices Int32, updates of data's type. ONNX ScatterElements and ScatterND; negative
/// indices count from the end. Of several updates of one element the last one stays, unless they are combined.
struct Attrs {
    ScatterMode mode = ScatterMode::Element;
    int axis = 0;  ///< in [0, rank of data); unused by Nd
    ScatterReduction reduction = ScatterReduction::None;
};

extern const LayerDef def;

}  // namespace planscope::layers::scatter
