// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/standard/control_step.h"
#include "engine/runtime/standard/open_context.h"

#include <vector>

namespace planscope {

/// Runs one of two bodies; the other costs nothing. @errors Code::Format if the bodies do not go with the step
Result<std::unique_ptr<ControlStep>> makeConditional(const EngineStep& step, std::vector<std::unique_ptr<OpenContext>> bodies,
                                                     const ContextOptions& options);

/// Repeats a body: carried values change places with the body's outputs instead of being copied, scan outputs are collected in
/// memory that grows. Iterations of a shape seen before cost no heap traffic.
/// @errors Code::Format if the body does not go with the step
Result<std::unique_ptr<ControlStep>> makeLoop(const EngineStep& step, std::vector<std::unique_ptr<OpenContext>> bodies,
                                              const ContextOptions& options);

}  // namespace planscope
