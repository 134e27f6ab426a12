// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/api/top_k_operation.h"

namespace planscope::layers::top_k {

inline constexpr LayerKind kind{"top_k"};

/// Inputs: x, Float or Int32, optionally one Int32 that replaces `k`. Outputs: the k largest (descending) or smallest (ascending) values, their Int32 indices.
struct Attrs {
    TopKOperation operation = TopKOperation::Max;
    int k = 1;  ///< in [1, extent of the axis], at most 3840
    int axis = 0;
    bool lastOfEqual = false;  ///< equal elements: the higher index first
};

extern const LayerDef def;

}  // namespace planscope::layers::top_k
