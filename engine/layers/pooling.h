// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/window.h"
#include "engine/network/layer_def.h"
#include "kernels/api/pooling_kind.h"

namespace planscope::layers::pooling {

inline constexpr LayerKind kind{"pooling"};

/// Input: x [N,C,spatial...] with one to three spatial axes. Outputs: the pooled elements, and Int32 indices where they are asked for.
struct Attrs {
    PoolingKind kind = PoolingKind::Max;
    Dims window;       ///< one entry per spatial axis, as all lists here
    Dims stride;       ///< empty: ones
    Dims dilation;     ///< empty: ones
    Dims prePadding;   ///< empty: none
    Dims postPadding;  ///< empty: none
    PaddingMode paddingMode = PaddingMode::ExplicitRoundDown;
    bool averageCountExcludesPadding = true;
    float blendFactor = 0;  ///< of MaxAverageBlend, in [0, 1]: (1 - blend) max + blend average
    PoolingIndices indices = PoolingIndices::None;  ///< of the elements that Max chose
};

extern const LayerDef def;

/// The windows with every default and the padding mode resolved. @pre validated
Window resolve(const Attrs& attrs, const Dims& input);
Window resolve(const LayerView& layer);

}  // namespace planscope::layers::pooling
