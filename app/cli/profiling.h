// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/session.h"
#include "app/cli/statistics.h"
#include "engine/inspect/profile_snapshot.h"

namespace planscope::cli {

/// What to profile, beside the engine in the context.
struct ProfileRequest {
    const BuildRecord* record = nullptr;  ///< may be null
    std::string model;
    RunLimits plain;                      ///< inferences without the profiler
    std::size_t profiledRuns = 100;
};

/// Measures latencies without the profiler, then step times with it. @errors those of run(); Code::Cancelled
Result<inspect::ProfileSnapshotPtr> profileEngine(const Runnable& runnable, const ProfileRequest& request, const std::stop_token& stop);

}  // namespace planscope::cli
