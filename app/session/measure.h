// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/runtime/profiler.h"
#include "engine/runtime/standard/context.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace planscope::session {

struct MeasureOptions {
    double warmUpSeconds = 0.2;
    double seconds = 1.0;       ///< of unprofiled inferences
    int minRuns = 10;
    int maxRuns = 20000;
    int profiledRuns = 100;     ///< further inferences with the profiler; 0: none
};

struct Measurement {
    std::vector<double> latenciesNs;          ///< one per unprofiled inference
    std::shared_ptr<const StepProfiler> profiler;  ///< null without profiled runs
};

/// Done and planned work in milliseconds of the plan.
using MeasureProgress = std::function<void(int done, int total)>;

/// Fills every input with deterministic values: floats in [-1, 1) without denormals, small non-negative integers.
Status fillInputs(ExecutionContext& context, std::uint64_t seed);

/// Warms up, times plain inferences, then profiled ones. The inputs are those that are bound.
/// @errors those of ExecutionContext::run; Code::Cancelled within one inference of a stop request
Result<Measurement> measure(ExecutionContext& context, const MeasureOptions& options, const MeasureProgress& progress,
                            std::stop_token stop);

}  // namespace planscope::session
