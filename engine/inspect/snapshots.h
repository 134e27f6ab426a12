// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/graph_snapshot.h"
#include "engine/inspect/profile_snapshot.h"
#include "engine/network/network.h"
#include "engine/plan/engine.h"
#include "engine/runtime/profiler.h"
#include "engine/tactics/build_record.h"

#include <span>

namespace planscope::inspect {

/// The imported network as people know it: one node per ONNX node (layers of one origin are shown as one).
GraphSnapshotPtr makeImportedGraph(const Network& network);

/// The engine: one node per step, fused names, tactics, formats; times from `profile` where it is not null.
GraphSnapshotPtr makeEngineGraph(const Engine& engine, const ProfileSnapshot* profile);

struct ProfileInput {
    const Engine* engine = nullptr;
    const Engine* whole = nullptr;                ///< the open engine that `engine` is a run of, for its control flow; may be null
    const BuildRecord* record = nullptr;          ///< may be null (a plan without record)
    const StepProfiler* profiler = nullptr;       ///< may be null
    std::span<const double> latenciesNs{};          ///< of unprofiled inferences
    std::string model{};
    std::string deviceDescription{};
};
ProfileSnapshotPtr makeProfile(const ProfileInput& input);

}  // namespace planscope::inspect
