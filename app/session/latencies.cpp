// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/latencies.h"

#include "engine/base/check.h"

#include <chrono>

namespace planscope::session {

Result<std::vector<double>> measureLatencies(InferenceContext& context, const RunLimits& limits, const std::stop_token& stop) {
    using Clock = std::chrono::steady_clock;
    for (std::size_t i = 0; i < limits.warmUpRuns; ++i) PS_TRY(context.run());
    std::vector<double> out;
    out.reserve(limits.mostRuns);
    const auto end = Clock::now() + std::chrono::duration<double>(limits.seconds);
    while (out.size() < limits.mostRuns && (out.size() < limits.leastRuns || Clock::now() < end)) {
        PS_CHECK(!stop.stop_requested(), Code::Cancelled, "the measurement was cancelled");
        const auto begin = Clock::now();
        PS_TRY(context.run());
        out.push_back(std::chrono::duration<double, std::nano>(Clock::now() - begin).count());
    }
    return out;
}

}  // namespace planscope::session
