// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/quantization/scales.h"

#include <stop_token>
#include <string>
#include <vector>

namespace planscope::quantization {

/// What became of one layer that sums products.
struct LayerNote {
    std::string layer;
    bool isInt8 = false;
    std::string reason;  ///< "INT8: scale 0.0125 of 'x' by calibration", or why not
};

/// Whether the network says itself how it is quantised: then scales from outside do not count.
bool isExplicit(const Network& network);

/// Ranges nobody measured: +-2 for inputs and +-4 for all other Float tensors. For times, not for results.
Scales assumedScales(const Network& network);

/// Makes a network explicit: before every convolution and product with constant weights whose data has a scale stand a quantize
/// and a dequantize layer, its weights are integers with a scale per output channel, and layers that can move or add integers read
/// the dequantised data too, so that the passes find integers on both sides. Constants are folded and batch normalisations moved
/// into weights before that, so that weights are quantised as they will be used. Layers that were asked to be computed in another type stay
/// as they are, where `requestsBind`.
/// @errors Code::Cancelled; those of the passes
Result<std::vector<LayerNote>> makeExplicit(Network& network, const Scales& scales, bool requestsBind, std::stop_token stop);

}  // namespace planscope::quantization
