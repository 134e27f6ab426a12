// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/inputs.h"

#include <stop_token>

namespace planscope::cli {

/// One inference, host to host: milliseconds since the first one began. Work is synchronous, so a phase ends where the
/// next begins, and enqueueing is the computation itself.
struct QueryTimes {
    double startH2d = 0, endH2d = 0, endCompute = 0, endD2h = 0;

    double h2d() const { return endH2d - startH2d; }
    double compute() const { return endCompute - endH2d; }
    double d2h() const { return endD2h - endCompute; }
    double latency() const { return endD2h - startH2d; }
};

struct QueryTrace {
    std::size_t warmUpQueries = 0;
    double warmUpMs = 0;
    std::vector<QueryTimes> queries;
    double walltimeMs() const { return queries.empty() ? 0 : queries.back().endD2h - queries.front().startH2d; }
};

struct QueryLimits {
    double warmUpMs = 200;
    double durationMs = 3000;  ///< negative: until `stop`
    std::size_t iterations = 10;
    bool transfers = true;
};

/// @param profiler  null, or what records every query that is not warm-up
/// @errors those of run() and of the transfers; Code::Cancelled if nothing was measured before `stop`
Result<QueryTrace> measureQueries(InferenceContext& context, const HostInputs& inputs, const QueryLimits& limits,
                                  StepProfiler* profiler, const std::stop_token& stop);

}  // namespace planscope::cli
