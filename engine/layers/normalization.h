// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <cstdint>

namespace planscope::layers::normalization {

inline constexpr LayerKind kind{"normalization"};

/// Inputs: x, optional scale, optional bias; scale and bias broadcast to x. Layer, instance, group and root mean square
/// normalisation.
struct Attrs {
    std::uint32_t axes = 0;  ///< bit i: mean and variance run over axis i
    float epsilon = 1e-5F;
    /// Divides the channels (axis 1). Not 1: axes are all axes after 1, and statistics also run over the channels of
    /// each group.
    int groups = 1;
    bool centered = true;  ///< false: the mean counts as 0 (root mean square normalisation)
};

extern const LayerDef def;

}  // namespace planscope::layers::normalization
