// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

namespace planscope::layers::loop {

/// LayerDef::evaluate of loops: runs the body by the reference kernels.
/// @errors Code::Limit for a loop that does not end; those of the body, with the number of the iteration
Result<std::vector<ConstantPtr>> evaluateLoop(const LayerView& layer, std::span<const ConstantPtr> inputs);

}  // namespace planscope::layers::loop
