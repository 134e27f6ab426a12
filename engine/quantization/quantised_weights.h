// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"

namespace planscope::quantization {

/// Weights as integers in [-127, 127], symmetric, with one scale per output channel: w is about scale * q.
struct QuantisedWeights {
    ConstantPtr values;  ///< Int8, dims of the weights
    ConstantPtr scales;  ///< Float, one per entry of the axis, above zero
};

/// Each scale is the largest magnitude of its channel over 127, or 1 where the channel is zero; ties round up, as for weights
/// whose range nobody gave.
/// @param weights  Float, finite, not empty
/// @param axis     of the weights, along which output channels lie
QuantisedWeights quantiseWeights(const Constant& weights, int axis);

}  // namespace planscope::quantization
