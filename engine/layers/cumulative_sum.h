// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::cumulative_sum {

inline constexpr LayerKind kind{"cumulative_sum"};

/// Input: x, Float or Int32. ONNX CumSum; Int32 sums wrap.
struct Attrs {
    int axis = 0;            ///< in [0, rank)
    bool exclusive = false;  ///< element i is the sum of those before it, without itself
    bool reverse = false;    ///< sums from the end
};

extern const LayerDef def;

}  // namespace planscope::layers::cumulative_sum
