// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/build_history.h"
#include "app/desktop/job.h"
#include "engine/base/result.h"
#include "engine/data/batches.h"
#include "engine/inspect/drift.h"

namespace planscope::desktop {

/// What the accuracy of a build is measured with.
struct AccuracyTask {
    std::shared_ptr<const Network> network;
    FinishedBuild build;
    std::shared_ptr<data::Batches> batches = {};  ///< null: values are made up
    std::size_t count = 0;                        ///< batches to run
    QString source = {};                          ///< of the data
};

/// Builds the network in FP32 and as the build was, and runs both with the same data. On a worker thread.
/// @errors those of accuracy::measure
Result<inspect::DriftCurvePtr> measureDrift(const AccuracyTask& task, std::stop_token stop, ProgressBoard& board);

}  // namespace planscope::desktop
