// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/session/latencies.h"
#include "app/session/runnable.h"
#include "engine/inspect/profile_snapshot.h"
#include "engine/tactics/build_record.h"

#include <functional>
#include <string>

namespace planscope::session {

/// What to profile, beside the engine in the context.
struct ProfileRequest {
    const BuildRecord* record = nullptr;  ///< may be null
    std::string model;
    RunLimits plain;                      ///< inferences without the profiler
    std::size_t profiledRuns = 100;
};

/// Inferences done and planned with the profiler; called after each.
using ProfileProgress = std::function<void(std::size_t done, std::size_t total)>;

/// Measures latencies without the profiler, then step times with it. @errors those of run(); Code::Cancelled
Result<inspect::ProfileSnapshotPtr> profileEngine(const Runnable& runnable, const ProfileRequest& request,
                                                  const ProfileProgress& progress, const std::stop_token& stop);

}  // namespace planscope::session
