// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/graph_snapshot.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace planscope::inspect {

/// One row of the layer table: a step of the engine.
struct LayerRow {
    std::int32_t step = 0;
    std::string name{}, kind{}, tactic{}, algorithm{};
    std::string inputFormats{}, outputFormats{}, outputShape{}, dataType{};
    double medianNs = -1, minNs = -1, p95Ns = -1;   ///< -1: not measured
    double share = -1;                              ///< of the sum of medians, 0..1
    double flops = 0, bytes = 0;                    ///< of one execution, computed
    std::uint64_t workspaceBytes = 0;
    Category category = Category::Other;
    std::vector<std::uint32_t> origins{};
    std::vector<std::string> onnxNodes{};
};

/// One alternative of a layer, as the candidate table shows it.
struct CandidateRow {
    std::string tactic{}, algorithm{}, formats{};
    double medianNs = -1, minNs = -1;
    int samples = 0;
    std::uint64_t workspaceBytes = 0;
    std::string status{};    ///< "chosen", "14 % slower", "refused", "stopped early", "not tried"
    std::string reason{};    ///< sentence of a refusal
    bool chosen = false, fromCache = false;
};

struct LayerCandidates {
    std::string reasonChosen{};
    std::vector<CandidateRow> rows{};
};

/// A slice of the timeline: one execution of one step, or one inference.
struct TimelineSlice {
    std::int64_t beginNs = 0, endNs = 0;
    std::int32_t step = -1;       ///< -1: an inference
};
struct TimelineLane {
    std::string name{};             ///< "Inference", "cpu (2 threads)"
    std::vector<TimelineSlice> slices{};  ///< sorted by begin, not overlapping
};

/// Bytes of the arena in use after each step of one inference.
struct MemoryPoint {
    std::int32_t step = 0;
    std::uint64_t liveBytes = 0;
};

/// A step of control flow, or of a body; bodies follow the step that runs them, one level deeper.
struct ControlRow {
    int depth = 0;
    std::string name{}, kind{}, tactic{}, outputShape{};  ///< kind "body": the name of one
};

struct NamedValue {
    std::string name{}, value{};
};

/// Everything the profiler view shows of one built and possibly profiled engine. Immutable, shared.
struct ProfileSnapshot {
    std::string model{}, device{}, deviceDescription{};
    int threads = 1;
    std::vector<LayerRow> layers{};                 ///< in step order
    std::vector<LayerCandidates> candidates{};      ///< same order; rows empty where no record exists
    std::vector<TimelineLane> lanes{};              ///< empty: not profiled
    std::vector<double> latenciesNs{};              ///< one per inference, in order; measured without the profiler
    std::vector<MemoryPoint> memory{};
    std::vector<ControlRow> controlFlow{};          ///< empty where the engine has none
    std::uint64_t arenaBytes = 0, arenaLowerBound = 0, weightBytes = 0;
    std::vector<NamedValue> summary{};              ///< "Throughput", "Latency median", "Layer sum / wall" ...
    std::vector<NamedValue> environment{};          ///< device, threads, versions, command line
    std::vector<NamedValue> stages{};               ///< build stages and times
    double layerSumNs = -1, wallNs = -1;          ///< medians of the profiled run
};
using ProfileSnapshotPtr = std::shared_ptr<const ProfileSnapshot>;

}  // namespace planscope::inspect
