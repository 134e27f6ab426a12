// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

#include <vector>

namespace planscope::precision {

/// A network with the name, origins and extent names of `from`, without inputs.
Network emptyLike(const Network& from);

/// A network with the name, origins, extent names and inputs of `from`, to be filled with its layers in another precision.
/// @param tensors  by tensor of `from`: the inputs are written
Network withoutLayers(const Network& from, std::vector<TensorId>& tensors);

/// What makes `layer` of `from` again, but for its inputs and numerics.
LayerSpec specOf(const Network& from, const Layer& layer);

}  // namespace planscope::precision
