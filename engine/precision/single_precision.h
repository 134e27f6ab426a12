// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"

namespace planscope::precision {

/// Whether layers of the network work on Half tensors.
bool hasHalf(const Network& network);

/// A network whose layers are all in Float: half constants are widened, casts between Float and Half go, inputs and outputs keep
/// their types behind casts. What a half-precision model becomes before passes where FP16 is allowed, so that passes see one
/// precision and assignPrecision gives it back. Control flow and plugins get the types that they ask for.
/// @errors those of the layers in Float
Result<Network> inSinglePrecision(const Network& network);

}  // namespace planscope::precision
