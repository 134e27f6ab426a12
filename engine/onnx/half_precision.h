// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <functional>
#include <string>

namespace planscope::onnx {

/// Adds a layer of a kind that computes in single precision only to half-precision tensors: half inputs are widened, which
/// is exact, and single outputs rounded to half again, so that every tensor holds what half-precision storage would.
/// @param uniqueName  makes names for the casts
/// @return the layer's outputs, rounded. @errors those of Network::addLayer
Result<std::vector<TensorId>> addInSinglePrecision(Network& network, LayerSpec spec,
                                                   const std::function<std::string(std::string)>& uniqueName);

/// Whether the kind refused the layer for its half-precision inputs alone.
bool needsSinglePrecision(const Network& network, const LayerSpec& spec, const Error& refusal);

/// The same numbers in single precision; other types stay as they are.
ConstantPtr inSinglePrecision(const ConstantPtr& value);

}  // namespace planscope::onnx
