// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "engine/plan/engine.h"
#include "engine/tactics/build_record.h"

#include <QString>

#include <memory>
#include <vector>

namespace planscope::desktop {

/// In which precision one step runs, and why.
struct StepPrecision {
    QString actual = {};  ///< "FP16"; empty for reformats
    QString reason = {};  ///< empty where everything is as the model has it
};

/// One per step. @param record  may be null
std::vector<StepPrecision> stepPrecisions(const Engine& engine, const BuildRecord* record);

/// A node of the model that a precision can be asked for.
struct LayerPrecision {
    QString name = {}, kind = {};
    std::uint32_t origin = 0;
    QString actual = {}, reason = {};  ///< of the steps that it became a part of; empty before the first build
};
using LayerPrecisions = std::shared_ptr<const std::vector<LayerPrecision>>;

/// The nodes of an imported graph, in its order; with what became of them where there is an engine.
/// @param engine  may be null; then so is `steps`
LayerPrecisions layerPrecisions(const inspect::GraphSnapshot& imported, const Engine* engine, const std::vector<StepPrecision>* steps);

}  // namespace planscope::desktop
