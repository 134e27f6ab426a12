// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/window.h"
#include "engine/network/layer_def.h"

namespace planscope::layers::deconvolution {

inline constexpr LayerKind kind{"deconvolution"};

/// Inputs: x [N,C,spatial...] with one to three spatial axes, weights [C,K/groups,kernel...], optional bias [K].
struct Attrs {
    Dims stride;         ///< one entry per spatial axis, as all lists here; empty: ones
    Dims dilation;       ///< empty: ones
    Dims prePadding;     ///< elements trimmed from the start of the output; empty: none
    Dims postPadding;    ///< elements trimmed from the end of the output; empty: none
    Dims outputPadding;  ///< elements added at the end of the output (they hold what reaches them); empty: none
    int groups = 1;      ///< divides the channels of the input and of the output
    PaddingMode paddingMode = PaddingMode::ExplicitRoundDown;
};

extern const LayerDef def;

/// The windows with every default, the padding mode and the output padding resolved; postPadding is what is really
/// trimmed at the end and may be negative. @pre validated
Window resolve(const Attrs& attrs, const Dims& input, const Dims& weights);
Window resolve(const LayerView& layer);

}  // namespace planscope::layers::deconvolution
