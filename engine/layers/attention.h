// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::attention {

inline constexpr LayerKind kind{"attention"};

/// Inputs: query, key, value of one rank, optional mask that broadcasts to [batch..., S, T] and is added to the scores.
struct Attrs {
    float scale = 1;  ///< of the products of queries and keys
    Dims queryAxes;   ///< axis i of [batch..., S, D] is axis queryAxes[i] of the query; empty: identity
    Dims keyAxes;     ///< the same for [batch..., T, D] and the key
    Dims valueAxes;   ///< the same for [batch..., T, E] and the value
    Dims outputAxes;  ///< axis i of the output is axis outputAxes[i] of [batch..., S, E]; empty: identity
};

extern const LayerDef def;

}  // namespace planscope::layers::attention
