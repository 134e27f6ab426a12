// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <optional>

namespace planscope::layers {

/// The layer as a pointwise program over its inputs, in their order, for the kinds that work on single elements:
/// activation, cast, elementwise, identity, parametric_relu, pointwise, select and unary. Nothing for other kinds.
/// What merges chains of such layers and what hangs them on an anchor as its epilogue.
/// @pre validated
std::optional<PointwiseProgram> pointwiseForm(const LayerView& layer);

}  // namespace planscope::layers
