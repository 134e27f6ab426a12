// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/sections.h"
#include "kernels/safe/call.h"

namespace planscope {
namespace safety {

/// A tensor as kernels see it; `data` stays null.
kernels::safe::View viewOf(const TensorRecord& tensor) noexcept;

/// The call of a step without addresses. @pre its links and parameters were checked
void fillCall(const Sections& plan, const StepRecord& step, kernels::safe::Call* call) noexcept;

}  // namespace safety
}  // namespace planscope
