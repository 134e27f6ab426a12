// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/grid_taps.h"

namespace planscope::layers::grid_sample {

inline constexpr LayerKind kind{"grid_sample"};

/// Inputs: x [N,C,H,W], grid [N,Ho,Wo,2] of positions (x, y) from -1 to 1, Float. Output: [N,C,Ho,Wo].
struct Attrs {
    ResizeMode mode = ResizeMode::Linear;
    SampleMode sampleMode = SampleMode::Fill;  ///< Fill (with 0), Clamp or Reflect
    bool alignCorners = false;
};

/// What the kernels are told.
GridSampleArgs argsOf(const Attrs& attrs);

extern const LayerDef def;

}  // namespace planscope::layers::grid_sample
