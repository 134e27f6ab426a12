// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/runtime.h"

namespace planscope {
namespace safety {

/// Writes the guard words behind the outputs and the scratch area of a step.
void raiseGuards(const SafeContext& context, const StepRecord& step) noexcept;
/// Whether the guards behind everything that the step used are as they were.
bool areGuardsWhole(const SafeContext& context, const StepRecord& step) noexcept;

}  // namespace safety
}  // namespace planscope
