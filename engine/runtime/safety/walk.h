// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/guards.h"
#include "engine/runtime/safety/runtime.h"
#include "engine/runtime/safety/step_call.h"
#include "kernels/safe/table.h"

/// The one walk over the steps of a plan. The safety runtime watches it with nothing, the proxy runtime with a profiler.
namespace planscope {
namespace safety {

struct NoObserver {
    void before(std::uint32_t) noexcept {}
    void after(std::uint32_t, const kernels::safe::Call&) noexcept {}
};

/// Latches a fault: it stays the first one, outputs become invalid.
SafeStatus latch(SafeContext& context, SafeStatus code, std::uint32_t step, std::uint64_t detail) noexcept;
/// From Ready to Running, or why not.
SafeStatus begin(SafeContext& context) noexcept;
/// Counts the numbers of the outputs and goes back to Ready.
SafeStatus finish(SafeContext& context) noexcept;
/// Addresses of a step's tensors and scratch.
void placeCall(const SafeContext& context, const StepRecord& step, kernels::safe::Call* call) noexcept;
bool isLate(const SafeContext& context) noexcept;

template <class Observer>
SafeStatus walk(SafeContext& context, Observer& observer) noexcept {
    const SafeStatus began = begin(context);
    if (began != SafeStatus::Ok) return began;
    const Sections& plan = context.engine->plan;
    for (std::uint32_t i = 0; i < plan.meta->stepCount; ++i) {
        const StepRecord& step = plan.steps[i];
        kernels::safe::Call call;
        placeCall(context, step, &call);
        raiseGuards(context, step);
        observer.before(i);
        const kernels::safe::RunStatus ran = kernels::safe::findRun(step.kernel)(call);
        observer.after(i, call);
        if (ran != kernels::safe::RunStatus::Ok) return latch(context, SafeStatus::KernelFault, i, static_cast<std::uint64_t>(ran));
        if (!areGuardsWhole(context, step)) return latch(context, SafeStatus::GuardOverwritten, i, 0);
        if (context.stepsDone != i) return latch(context, SafeStatus::StepSequence, i, context.stepsDone);
        ++context.stepsDone;
        if (isLate(context)) return latch(context, SafeStatus::DeadlineMissed, i, 0);
    }
    return finish(context);
}

}  // namespace safety
}  // namespace planscope
