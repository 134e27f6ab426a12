// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::softmax {

inline constexpr LayerKind kind{"softmax"};

/// Input: x, Float. exp(x - max) / sum(exp(x - max)) along the axis.
struct Attrs {
    int axis = -1;     ///< in [0, rank)
    bool log = false;  ///< give the logarithm (ONNX LogSoftmax), which stays finite where softmax underflows
};

extern const LayerDef def;

}  // namespace planscope::layers::softmax
