// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <string>

namespace planscope::layers::einsum {

inline constexpr LayerKind kind{"einsum"};

/// Inputs: one or more, Float.
struct Attrs {
    std::string equation;  ///< "bij,bjk->bik", see planEinsum()
};

extern const LayerDef def;

}  // namespace planscope::layers::einsum
