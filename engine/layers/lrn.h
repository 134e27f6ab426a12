// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::lrn {

inline constexpr LayerKind kind{"lrn"};

/// Input: x [N,C,...]. x / (k + alpha / window * sum of squares over the window of channels) ^ beta.
struct Attrs {
    int window = 5;  ///< channels; odd, 1 to 15
    float alpha = 1e-4F;
    float beta = 0.75F;
    float k = 1;
};

extern const LayerDef def;

}  // namespace planscope::layers::lrn
