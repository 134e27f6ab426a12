// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::unique {

inline constexpr LayerKind kind{"unique"};

inline constexpr int kFlat = -1;

/// Input: x of any type. Outputs: the n different slices along the axis; Int32 [n], where each occurs first; Int32 [slices of x],
/// for each its number among the different ones; Int32 [n], how often each occurs; the extents of these four as an Int32
/// list. NaN equals NaN and follows every number.
struct Attrs {
    int axis = kFlat;    ///< in [0, rank), or kFlat: every element is a slice, and the first output is a list
    bool sorted = true;  ///< slices ascend; otherwise they stand in the order in which they first occur
};

extern const LayerDef def;

}  // namespace planscope::layers::unique
