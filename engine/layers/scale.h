// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/scale_mode.h"

namespace planscope::layers::scale {

inline constexpr LayerKind kind{"scale"};

/// Inputs: x, scale, optional shift, optional power: (x * scale + shift) ^ power. Each weight has one element
/// (Uniform), as many as the channel axis is long (Channel), or as many as the axes from channelAxis on multiply to
/// (Elementwise).
struct Attrs {
    ScaleMode mode = ScaleMode::Channel;
    int channelAxis = 1;  ///< in [0, rank); unused by Uniform
};

extern const LayerDef def;

}  // namespace planscope::layers::scale
