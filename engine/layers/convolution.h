// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/window.h"
#include "engine/network/layer_def.h"

namespace planscope::layers::convolution {

inline constexpr LayerKind kind{"convolution"};

/// Inputs: x [N,C,spatial...] with one to three spatial axes, weights [K,C/groups,kernel...], optional bias [K].
struct Attrs {
    Dims stride;       ///< one entry per spatial axis, as all lists here; empty: ones
    Dims dilation;     ///< empty: ones
    Dims prePadding;   ///< zeros before the first element; empty: none
    Dims postPadding;  ///< zeros after the last element; empty: none
    int groups = 1;    ///< divides the channels of the input and of the output
    PaddingMode paddingMode = PaddingMode::ExplicitRoundDown;
};

extern const LayerDef def;

/// The windows with every default and the padding mode resolved. @pre validated
Window resolve(const Attrs& attrs, const Dims& input, const Dims& weights);
Window resolve(const LayerView& layer);

}  // namespace planscope::layers::convolution
