// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/plan/engine.h"
#include "engine/tactics/algorithm_rules.h"
#include "engine/tactics/build_record.h"
#include "engine/tactics/selection_graph.h"

#include <functional>
#include <stop_token>

namespace planscope {

class TimingCache;

/// The formats of which an input or output of an engine has one.
struct BorderFormats {
    std::string binding;
    std::vector<Format> allowed;  ///< at least one
};

struct SelectionOptions {
    /// 0: nothing is timed; the first tactic that accepts, formats by estimated traffic. 1-2: only the first few variants of a
    /// layer are timed. 3 (default): all tactics, up to 16 variants. 4-5: up to 48 or all, more repetitions.
    int optimizationLevel = 3;
    std::uint64_t workspaceLimitBytes = std::uint64_t{1} << 30;
    int minTimingRuns = 1;
    int averageTimingRuns = 8;
    /// Cached times that were taken on a busy machine some time ago (CachedTiming::isKept) are taken again if the machine is quiet
    /// now. Without it a cache decides alone, whatever it holds.
    bool retimesUnsteady = true;
    /// What is pinned, forbidden or timed again, see AlgorithmRule. Rules for layers that a network does not have are of no effect here.
    std::vector<AlgorithmRule> algorithms{};
    /// Inputs and outputs that are not named here are Linear.
    std::vector<BorderFormats> inputFormats{}, outputFormats{};
    /// No copy may stand between an input or output and the layers beside it (TensorRT's kDIRECT_IO).
    bool directIo = false;
};

/// Called from the building thread with tactics timed so far and planned in all. Must return quickly.
using SelectionProgress = std::function<void(int done, int total, std::string_view layer)>;

struct Selection {
    Engine engine;       ///< complete but for the memory map (offsets 0, arenaBytes 0)
    BuildRecord record;  ///< layers, reformats, counters
    std::vector<std::uint32_t> stepOfNode;  ///< per node of the graph: its step in the engine
};

/// Times candidates for every layer, chooses tactics and formats for the whole graph at once so that reformat cost is
/// counted, inserts reformats. The order of layers is the network's topological order; equal inputs and cache give the same engine.
/// @errors Code::NoTactic naming the layer and every refusal; Code::Option where a pin cannot be met; Code::Cancelled within 200 ms of a stop request
Result<Selection> selectTactics(const Network& network, const Device& device, const SelectionOptions& options,
                                TimingCache& cache, const SelectionProgress& progress, std::stop_token stop);

/// The same for a graph; the engine gets neither name nor origins.
Result<Selection> selectTactics(SelectionGraph graph, const Device& device, const SelectionOptions& options, TimingCache& cache,
                                const SelectionProgress& progress, std::stop_token stop);

/// Writes into `engine` what it was built for.
void describeEngine(Engine& engine, const Device& device, int optimizationLevel);

}  // namespace planscope
