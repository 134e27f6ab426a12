// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <memory>
#include <vector>

namespace planscope {

/// The kernels of all steps; null where a step has nothing to write. Packs on all processors where there are many weights,
/// however many threads the engine runs on; lets mapped weights go that were packed.
/// @errors Code::NoTactic of the first step that cannot be made here
Result<std::vector<std::unique_ptr<Kernel>>> lowerSteps(const Engine& engine, const Device& device);

}  // namespace planscope
