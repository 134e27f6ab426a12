// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/trtexec_options.h"

#include "app/cli/exit_code.h"
#include "engine/base/check.h"
#include "engine/inspect/inspector_options.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

void declareInference(CLI::App& app, TrtexecOptions& options) {
    app.add_option("--loadInputs", options.loadInputs, "name:file,...: ONNX TensorProto (*.pb) or raw bytes; random values otherwise");
    app.add_option("--iterations", options.iterations, "least number of inferences [10]")->check(CLI::Range(1, 1'000'000));
    app.add_option("--warmUp", options.warmUpMs, "milliseconds before measuring [200]")->check(CLI::Range(0.0, 3.6e6));
    app.add_option("--duration", options.durationSeconds, "seconds of measuring at least; -1: until interrupted [3]")->check(CLI::Range(-1.0, 86400.0));
    app.add_flag("--noDataTransfers", options.noDataTransfers, "leave inputs and outputs on the device");
    app.add_flag("--separateProfileRun", options.separateProfileRun, "measure latencies without the profiler, then profile");
    app.add_flag("--skipInference,--buildOnly", options.skipInference, "build or load only");
}

void declareReporting(CLI::App& app, TrtexecOptions& options) {
    app.add_flag("--verbose", options.verbose, "say more");
    app.add_option("--avgRuns", options.avgRuns, "inferences per line of the trace [10]")->check(CLI::Range(1, 1'000'000));
    app.add_option("--percentile", options.percentiles, "percentiles to report, comma between [90,95,99]")->delimiter(',')->check(CLI::Range(0.0, 100.0));
    app.add_flag("--dumpOutput", options.dumpOutput, "print the outputs of the last inference");
    app.add_flag("--dumpProfile", options.dumpProfile, "print the time of each layer");
    app.add_flag("--dumpLayerInfo", options.dumpLayerInfo, "print the engine's layers");
    app.add_option("--profilingVerbosity,--nvtxMode", options.profilingVerbosity,
                   "what --dumpLayerInfo and --exportLayerInfo tell: layer_names_only, detailed or none [layer_names_only]");
    app.add_option("--exportTimes", options.exportTimes, "JSON file: times of every inference");
    app.add_option("--exportOutput", options.exportOutput, "JSON file: outputs of the last inference");
    app.add_option("--exportProfile", options.exportProfile, "JSON file: time of each layer");
    app.add_option("--exportLayerInfo", options.exportLayerInfo, "JSON file: the engine's layers");
}

}  // namespace

Status TrtexecOptions::check() const {
    PS_TRY(refused.check());
    PS_CHECK(onnx.empty() != loadEngine.empty(), Code::Option, "{}",
             onnx.empty() ? "Model missing: give --onnx=FILE or --loadEngine=FILE" : "--onnx and --loadEngine exclude each other");
    PS_TRY(within("--profilingVerbosity", inspect::parseProfilingVerbosity(profilingVerbosity)));
    PS_CHECK(!build.capability.wantsSafePlan() || !saveEngine.empty(), Code::Option, "--safe writes a plan for the safety and proxy runtimes; name it with --saveEngine=FILE");
    PS_CHECK(loadEngine.empty() || saveEngine.empty(), Code::Option, "--saveEngine and --loadEngine exclude each other");
    return {};
}

void declareTrtexecOptions(CLI::App& app, TrtexecOptions& options) {
    app.add_option("--onnx", options.onnx, "ONNX model");
    app.add_option("--saveEngine", options.saveEngine, "plan file to write");
    app.add_option("--loadEngine", options.loadEngine, "plan file to read");
    declareBuildFlags(app, options.build);
    declareCapabilityFlags(app, options.build.capability);
    declareInference(app, options);
    declareReporting(app, options);
    declareRefusedOptions(app, RefusedScope::Trtexec, options.refused);
    app.footer(kExitCodesText);
}

}  // namespace planscope::cli
