// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/builder/capability.h"
#include "engine/builder/io_formats.h"
#include "engine/onnx/import.h"
#include "engine/passes/pipeline.h"
#include "engine/plan/engine.h"
#include "engine/precision/options.h"
#include "engine/quantization/scales.h"
#include "engine/tactics/selector.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace planscope {

struct BuildOptions {
    std::string device = "cpu";
    int threads = 0;                        ///< 0: all processors
    SelectionOptions selection;
    passes::PassOptions passes;
    std::filesystem::path timingCache;      ///< empty: none on disk
    PrecisionOptions precision{};
    /// For networks with open shapes: the ranges to build for. Not wanted where all shapes are fixed.
    std::vector<OptimizationProfile> profiles{};
    /// How the activations of a network without Q/DQ are quantised where precision.int8 allows it. Without any, ranges are assumed, for
    /// times that mean something and results that do not. Of no effect, with a warning, on networks with Q/DQ.
    quantization::Scales scales{};
    /// Types and formats of inputs and outputs: none (those of the network, Linear), one for all, or one for each in its order.
    /// Those of `selection` are made of them.
    std::vector<IoSpec> inputs{}, outputs{};
    /// Restricted and safety builds are refused where the network breaks a rule of the scope, see scope_gate.h.
    Capability capability{};
};

struct BuildProgress {
    std::string_view stage;                 ///< "quantisation", "passes", "precision", "tactics", "formats", "memory"
    int done = 0, total = 0;                ///< units of the stage; total 0: unknown
    std::string_view detail;                ///< layer at work
};
using ProgressFn = std::function<void(const BuildProgress&)>;

struct BuildResult {
    Engine engine;
    BuildRecord record;
    Network optimised;                      ///< the network after all passes, with its precisions, for display
    std::vector<Error> warnings;            ///< what went wrong beside the engine: a timing cache that cannot be
                                            ///< written, a precision that cannot be had, weights that FP16 cannot hold
};

/// Network to engine: passes, precisions, tactics and formats, memory. Called from any one thread; deterministic given the timing cache.
/// A network with open shapes or control flow gives an open engine, see engine/plan/engine.h.
/// @errors those of the stages; Code::Option for a profile that does not fit; Code::Cancelled within 200 ms of a stop request
Result<BuildResult> buildEngine(const Network& network, const BuildOptions& options, const ProgressFn& progress,
                                std::stop_token stop);

}  // namespace planscope
