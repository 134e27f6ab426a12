// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/capability_flags.h"
#include "app/cli/console.h"
#include "app/cli/precision_flags.h"
#include "app/cli/quantization_flags.h"
#include "app/cli/shape_ranges.h"
#include "engine/builder/builder.h"
#include "engine/layers/plugin_table.h"
#include "engine/runtime/standard/inference_context.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace planscope::cli {

/// Options that several subcommands share. Names are trtexec's where trtexec has one.
struct BuildFlags {
    std::string device = "cpu";
    int threads = 0;  ///< 0: all processors, or what a plan says
    int optimizationLevel = 3;
    int minTiming = 1, avgTiming = 8;
    std::vector<std::string> memPoolSize;
    double workspaceMiB = -1;  ///< the deprecated --workspace
    std::string timingCacheFile;
    bool noBuilderCache = false, keepTimings = false;
    std::string algorithms;  ///< file of rules
    std::vector<std::string> disabledPasses;
    bool explain = false;
    CapabilityFlags capability;
    PrecisionFlags precision;
    QuantizationFlags quantization;
    std::string inputFormats, outputFormats;  ///< trtexec's "fp16:chw16+hwc8,..."
    bool directIo = false;
    std::vector<std::string> shapes;
    ShapeRanges ranges;        ///< not empty: shapes that the model leaves open stay open
    std::size_t useProfile = 0;  ///< of an open engine, to run with
    std::int64_t maxLoopIterations = ContextOptions().maxLoopIterations;
    std::int64_t batch = 1;
    /// Null without --plugins. Layers of networks and engines point into it; the flags outlive them.
    Result<std::shared_ptr<const layers::PluginTable>> plugins;

    /// The layer kinds that plans may have, those of --plugins among them. @errors those of loading the libraries
    Result<LayerTable> layerTable() const;
    Result<BuildOptions> buildOptions() const;
    Result<onnx::ImportOptions> importOptions() const;
    ContextOptions contextOptions() const { return {.profile = useProfile, .maxLoopIterations = maxLoopIterations}; }
};

struct OutputFlags {
    bool quiet = false, verbose = false;
    void apply(Console& console) const;
};

/// --plugins; part of declareBuildFlags.
void declarePluginFlags(CLI::App& app, BuildFlags& flags);
void declareBuildFlags(CLI::App& app, BuildFlags& flags);
void declareOutputFlags(CLI::App& app, OutputFlags& flags);

/// One item of trtexec's "name:value" lists; the name may stand in single quotes and may contain colons.
struct NamedItem {
    std::string name, value;
};

/// Splits "a:1x3,b:2" at commas outside quotes, then each item at its last colon.
/// @errors Code::Option naming the item
Result<std::vector<NamedItem>> parseNamedItems(const std::vector<std::string>& arguments, std::string_view option);

/// "1x3x224x224", "scalar" or empty for rank 0. @errors Code::Option
Result<Dims> parseShape(std::string_view text);

/// "workspace:256" in MiB, decimals allowed. @errors Code::Option naming the pool
Result<std::uint64_t> parseWorkspaceBytes(const std::vector<std::string>& memPoolSize, std::uint64_t otherwise);

}  // namespace planscope::cli
