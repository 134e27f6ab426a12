// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/session.h"
#include "app/session/profiling.h"
#include "app/cli/refused_options.h"

#include "engine/base/check.h"
#include "engine/inspect/snapshots.h"
#include "engine/inspect/summary_text.h"
#include "engine/inspect/writers.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string file, verbosity = "detailed", exportProfile, exportLayerInfo, trace, csv, html;
    bool json = false;
    double seconds = 1;
    std::size_t iterations = 100, layers = 15;
    std::vector<std::string> loadInputs;
    BuildFlags build;
    OutputFlags output;
    RefusedOptions refused;
};

Status exportAll(const Options& options, const Engine& engine, const inspect::ProfileSnapshot& profile, const BuildRecord* record) {
    PS_ASSIGN(const inspect::ProfilingVerbosity verbosity, within("--profilingVerbosity", inspect::parseProfilingVerbosity(options.verbosity)));
    if (!options.exportProfile.empty()) PS_TRY(writeTextFile(options.exportProfile, inspect::profileJson(profile)));
    if (!options.exportLayerInfo.empty()) PS_TRY(writeTextFile(options.exportLayerInfo, inspect::engineJson(engine, {verbosity, &profile, record})));
    if (!options.trace.empty()) PS_TRY(writeTextFile(options.trace, inspect::chromeTrace(profile)));
    if (!options.csv.empty()) PS_TRY(writeTextFile(options.csv, inspect::layersCsv(profile)));
    if (options.html.empty()) return {};
    const inspect::GraphSnapshotPtr graph = inspect::makeEngineGraph(engine, &profile);
    return writeTextFile(options.html, inspect::htmlReport(profile, graph.get(), {}));
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_TRY(options.refused.check());
    PS_ASSIGN(OpenedEngine opened, openWithRecord(options.file, options.build, terminal));
    PS_ASSIGN(const session::Runnable runnable, makeReady(std::move(opened.engine), options.build));
    PS_ASSIGN(const HostInputs inputs, makeInputs(*runnable.context, options.loadInputs, terminal.console));
    PS_TRY(setInputs(*runnable.context, inputs));
    terminal.console.progress("profiling");
    const session::ProfileRequest request{.record = opened.record ? &*opened.record : nullptr,
                                 .model = options.file,
                                 .plain = {.seconds = options.seconds},
                                 .profiledRuns = options.iterations};
    PS_ASSIGN(const inspect::ProfileSnapshotPtr profile, session::profileEngine(runnable, request, {}, terminal.stop));
    PS_TRY(exportAll(options, runnable.context->executedEngine(), *profile, request.record));
    terminal.console.print(options.json ? inspect::profileJson(*profile) : inspect::buildSummaryText(*profile, options.layers));
    return ExitCode::Good;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("FILE,--onnx,--loadEngine", options->file, "ONNX model or plan")->required();
    app.add_flag("--json", options->json, "print what --exportProfile writes");
    app.add_option("--exportProfile", options->exportProfile, "JSON file: time per layer, as trtexec writes it");
    app.add_option("--exportLayerInfo", options->exportLayerInfo, "JSON file: the engine's layers, as TensorRT's inspector names them");
    app.add_option("--profilingVerbosity", options->verbosity, "of --exportLayerInfo: layer_names_only, detailed or none [detailed]");
    app.add_option("--trace", options->trace, "Chrome trace file, for Perfetto");
    app.add_option("--csv", options->csv, "CSV file, one row per layer");
    app.add_option("--html", options->html, "report in one HTML file");
    app.add_option("--seconds,--duration", options->seconds, "how long to measure without the profiler [1]")->check(CLI::Range(0.0, 86400.0));
    app.add_option("--iterations", options->iterations, "inferences with the profiler [100]")->check(CLI::Range(1, 100000));
    app.add_option("--layers", options->layers, "slowest layers in the printed table [15]");
    app.add_option("--loadInputs", options->loadInputs, "name:file,...; random values otherwise");
    declareBuildFlags(app, options->build);
    declareRefusedOptions(app, RefusedScope::Build, options->refused);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command profileCommand{"profile", "measure each layer and export timelines and reports", declare};

}  // namespace planscope::cli
