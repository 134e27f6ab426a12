// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::shuffle {

inline constexpr LayerKind kind{"shuffle"};

/// Inputs: x of any type, optional Int32 [rank] reshape dims that replace `reshape`.
/// Transpose, then reshape, then transpose.
struct Attrs {
    Dims firstTranspose;  ///< axis i of the result is axis firstTranspose[i] of the source; empty: identity
    bool hasReshape = false;
    Dims reshape;  ///< -1 (once): inferred; 0: copied from the same axis where zeroIsPlaceholder
    bool zeroIsPlaceholder = true;
    Dims secondTranspose;  ///< empty: identity
};

extern const LayerDef def;

/// The extents after the reshape, placeholders resolved; the transposed input's extents where there is no reshape.
/// Anonymous (engine/network/extent.h) while the value of the reshape dims is not known.
/// @errors Code::Shape, Code::Attribute, Code::Limit
Result<Dims> resolveReshape(const LayerView& layer);

}  // namespace planscope::layers::shuffle
