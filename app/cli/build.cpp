// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/explanation.h"
#include "app/cli/refused_options.h"
#include "app/cli/safe_build.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/builder/algorithms_json.h"
#include "engine/builder/record_json.h"
#include "engine/inspect/format.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string model, plan, exportRecord, exportAlgorithms;
    BuildFlags build;
    OutputFlags output;
    RefusedOptions refused;
};

std::string resultLine(const OpenedEngine& opened, const std::string& plan) {
    const Engine& engine = opened.engine;
    const std::string memory = engine.isOpen ? fmt::format("{} profile{}", engine.profiles.size(), engine.profiles.size() == 1 ? "" : "s")
                                             : "memory " + inspect::formatBytes(engine.arenaBytes);
    return fmt::format("{}: {} layers, {}, imported in {}, built in {} ({} tactics timed, {} from the cache)", plan,
                       engine.steps.size(), memory, inspect::formatDuration(opened.importNs),
                       inspect::formatDuration(opened.buildNs), opened.record->tacticsTimed, opened.record->cacheHits);
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.output.apply(terminal.console);
    PS_TRY(options.refused.check());
    PS_ASSIGN(const bool isPlan, isPlanFile(options.model));
    PS_CHECK(!isPlan, Code::Option, "'{}' is a plan already; build takes an ONNX model", options.model);
    if (options.build.capability.wantsSafePlan()) {
        PS_TRY(buildSafePlan(options.model, options.plan, options.build, terminal));
        return ExitCode::Good;
    }
    PS_ASSIGN(const OpenedEngine opened, openEngine(options.model, options.build, terminal));
    PS_TRY(savePlan(options.plan, opened));
    if (!options.exportRecord.empty()) PS_TRY(writeTextFile(options.exportRecord, toJson(*opened.record, RecordDetail::Full) + "\n"));
    if (!options.exportAlgorithms.empty()) PS_TRY(writeTextFile(options.exportAlgorithms, toJson(chosenAlgorithms(*opened.record))));
    if (options.build.explain) terminal.console.print(explanation(*opened.record));
    terminal.console.note(resultLine(opened, options.plan));
    return ExitCode::Good;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("MODEL,--onnx", options->model, "ONNX model")->required();
    app.add_option("-o,--saveEngine", options->plan, "plan file to write")->required();
    app.add_option("--exportBuildRecord", options->exportRecord, "JSON file: every candidate, time and refusal");
    app.add_option("--exportAlgorithms", options->exportAlgorithms, "JSON file: what was chosen per layer, as rules for --algorithms");
    app.add_flag("--explain", options->build.explain, "say what each pass changed, and what it nearly changed and why not");
    declareBuildFlags(app, options->build);
    declareCapabilityFlags(app, options->build.capability);
    declareRefusedOptions(app, RefusedScope::Build, options->refused);
    declareOutputFlags(app, options->output);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command buildCommand{"build", "build a plan from an ONNX model", declare};

}  // namespace planscope::cli
