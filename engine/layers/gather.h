// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/gather_mode.h"

namespace planscope::layers::gather {

inline constexpr LayerKind kind{"gather"};

/// Inputs: data of any type, indices Int32. ONNX Gather, GatherElements and GatherND; negative indices count from the
/// end.
struct Attrs {
    GatherMode mode = GatherMode::Default;
    int axis = 0;             ///< in [0, rank of data); unused by Nd
    int elementwiseDims = 0;  ///< leading axes that data and indices share: 0 or 1 for Default, 0 for Element
};

extern const LayerDef def;

}  // namespace planscope::layers::gather
