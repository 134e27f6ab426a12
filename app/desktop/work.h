// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/desktop/document.h"
#include "engine/base/result.h"

namespace planscope::desktop {

/// What opening a file gives: a model, or a plan that is already an engine, or only problems.
struct OpenOutcome {
    std::optional<OpenedModel> model;
    std::optional<BuiltEngine> built;
    std::vector<Diagnostic> problems;
};

/// The work behind Document; runs on a worker thread and touches nothing but its arguments.
OpenOutcome openFile(const QString& path, const PluginTablePtr& plugins, std::stop_token stop, ProgressBoard& board);
/// @param shapes  of an open engine, to profile at
Result<BuiltEngine> buildModel(const OpenedModel& model, const BuildOptions& options, const ProfiledShapes& shapes, std::stop_token stop, ProgressBoard& board);
/// The same engine with measured times.
Result<BuiltEngine> profileEngine(const BuiltEngine& built, const QString& modelName, std::stop_token stop, ProgressBoard& board);

}  // namespace planscope::desktop
