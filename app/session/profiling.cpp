// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/profiling.h"

#include "engine/base/check.h"
#include "engine/inspect/snapshots.h"

namespace planscope::session {

Result<inspect::ProfileSnapshotPtr> profileEngine(const Runnable& runnable, const ProfileRequest& request,
                                                  const ProfileProgress& progress, const std::stop_token& stop) {
    PS_ASSIGN(const std::vector<double> latencies, measureLatencies(*runnable.context, request.plain, stop));
    StepProfiler profiler(runnable.context->executedEngine().steps.size(), request.profiledRuns);
    while (profiler.inferenceCount() < request.profiledRuns) {
        PS_CHECK(!stop.stop_requested(), Code::Cancelled, "the profile was cancelled");
        PS_TRY(runnable.context->run(&profiler));
        if (progress) progress(profiler.inferenceCount(), request.profiledRuns);
    }
    const inspect::ProfileInput input{.engine = &runnable.context->executedEngine(),
                                      .whole = &runnable.engine(),
                                      .record = request.record,
                                      .profiler = &profiler,
                                      .latenciesNs = latencies,
                                      .model = request.model,
                                      .deviceDescription = runnable.device->info().description};
    return inspect::makeProfile(input);
}

}  // namespace planscope::session
