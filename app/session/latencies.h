// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/runtime/standard/inference_context.h"

#include <stop_token>
#include <vector>

namespace planscope::session {

/// How long to run: until both `seconds` and `leastRuns` are reached, but no more than `mostRuns`.
struct RunLimits {
    double seconds = 2;
    std::size_t warmUpRuns = 3;
    std::size_t leastRuns = 5;
    std::size_t mostRuns = 200'000;
};

/// Wall time of each inference in ns, inputs and outputs staying on the device.
/// @errors those of run(); Code::Cancelled within one inference of a stop request
Result<std::vector<double>> measureLatencies(InferenceContext& context, const RunLimits& limits, const std::stop_token& stop);

}  // namespace planscope::session
