// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <functional>

namespace planscope::shapes {

/// True where something is decided at run time only: an extent that is not a number, or which body runs and how often.
bool isOpen(const Network& network);

/// Rewrites a body before it becomes an engine.
using OptimiseBody = std::function<Status(Network&)>;

/// The layers of a network that have to run, as an open engine without profiles and choices. Bodies become engines too.
/// @errors those of `optimise`
Result<Engine> makeOpenEngine(const Network& network, const OptimiseBody& optimise);

}  // namespace planscope::shapes
