// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/layer_precisions.h"
#include "engine/builder/builder.h"
#include "engine/inspect/comparison.h"
#include "engine/inspect/drift.h"

#include <QDateTime>

#include <memory>
#include <vector>

namespace planscope::desktop {

/// A build of the model that is open, without its engine.
struct FinishedBuild {
    int number = 0;  ///< from 1 in the order of building
    BuildOptions options = {};
    QDateTime when = {};
    double buildNs = 0;  ///< without profiling
    std::uint64_t planBytes = 0;
    double latencyNs = -1;  ///< median of an inference, -1: not measured
    inspect::ProfileSnapshotPtr profile = {};
    std::shared_ptr<const std::vector<StepPrecision>> precisions = {};
    inspect::DriftCurvePtr drift = {};  ///< null: its accuracy was not measured
};

/// "build 2: FP32 + FP16, level 3, 2 threads"
QString titleOf(const FinishedBuild& build);

/// On any thread.
inspect::BuildComparisonPtr compare(const FinishedBuild& before, const FinishedBuild& after);

}  // namespace planscope::desktop
