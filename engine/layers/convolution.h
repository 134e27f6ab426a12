// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/window.h"
#include "engine/network/layer_def.h"

namespace planscope::layers::convolution {

inline constexpr LayerKind kind{"convolution"};

/// Inputs: x [N,C,spatial...] with one to three spatial axes, weights [K,C/groups,kernel...], optional bias [K]. Float all, or
/// x Int8 or UInt8 and weights Int8 without bias: then the output is Int32, sums modulo 2^32, and an epilogue gives them scales.
struct Attrs {
    Dims stride;       ///< one entry per spatial axis, as all lists here; empty: ones
    Dims dilation;     ///< empty: ones
    Dims prePadding;   ///< zeros before the first element; empty: none
    Dims postPadding;  ///< zeros after the last element; empty: none
    int groups = 1;    ///< divides the channels of the input and of the output
    PaddingMode paddingMode = PaddingMode::ExplicitRoundDown;
    int inputZeroPoint = 0;  ///< subtracted from every element of an integer x; padding stays 0
};

extern const LayerDef def;

/// The windows with every default and the padding mode resolved. @pre validated
Window resolve(const Attrs& attrs, const Dims& input, const Dims& weights);
Window resolve(const LayerView& layer);

}  // namespace planscope::layers::convolution
