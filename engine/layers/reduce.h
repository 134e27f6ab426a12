// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/reduce_kind.h"

#include <cstdint>

namespace planscope::layers::reduce {

inline constexpr LayerKind kind{"reduce"};

/// Input: x, Float or Int32.
struct Attrs {
    ReduceKind kind = ReduceKind::Sum;
    std::uint32_t axes = 0;  ///< bit i: reduce axis i
    bool keepDims = false;   ///< reduced axes stay with extent 1
};

extern const LayerDef def;

}  // namespace planscope::layers::reduce
