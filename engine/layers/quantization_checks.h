// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"
#include "kernels/reference/quantize.h"

/// What quantize and dequantize check alike: input 1 is the scale, input 2 an optional zero point.
namespace planscope::layers {

/// Scale and zero point have one element, or one per entry of `axis`; a scale that is known is above zero and finite.
Status checkQuantizer(const LayerView& layer, int axis, DataType quantised);

kernels::reference::QuantizeArgs quantizerOf(std::span<const TensorView> inputs, int axis);

}  // namespace planscope::layers
