// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/runtime.h"
#include "kernels/safe/call.h"

/// The proxy runtime: the safety runtime for machines that are not certified. It opens the same plans by the same checks and
/// runs the same kernels by the same walk, so that outputs are the same bits; besides it takes times and shows results of steps.
namespace planscope {
namespace proxy {

/// Every target of SM 8.x.
constexpr safety::Gate proxyGate() {
    safety::Gate gate;
    gate.leastSm = safety::kLeastProxySm;
    gate.mostSm = safety::kMostProxySm;
    return gate;
}

/// Sums of one step over all executions, in ticks of the context's clock.
struct StepTime {
    std::uint64_t ticks = 0, longest = 0;
    std::uint32_t runs = 0;
};

/// Called after each step with its tensors; `data` of the outputs holds the results.
using ShowStep = void (*)(void* user, std::uint32_t step, const kernels::safe::Call& call);

struct Watch {
    StepTime* times = nullptr;       ///< one per step, or null
    std::uint32_t timeCount = 0;
    ShowStep show = nullptr;
    void* showUser = nullptr;
};

/// As safety::execute, watched.
safety::SafeStatus execute(safety::SafeContext& context, const Watch& watch) noexcept;

}  // namespace proxy
}  // namespace planscope
