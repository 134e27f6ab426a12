// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output_json.h"
#include "app/cli/safe_build.h"
#include "app/session/profiling.h"
#include "app/cli/trtexec_measure.h"
#include "app/cli/trtexec_options.h"
#include "app/cli/trtexec_report.h"

#include "engine/base/check.h"
#include "engine/inspect/snapshots.h"
#include "engine/inspect/writers.h"
#include "engine/network/names.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>

namespace planscope::cli {
namespace {

constexpr std::size_t kProfiledRuns = 1000;

Result<OpenedEngine> setUpEngine(const TrtexecOptions& options, const TrtexecLog& log, Terminal& terminal) {
    const bool isPlan = !options.loadEngine.empty();
    if (!isPlan) log.info("Start parsing network model.");
    PS_ASSIGN(OpenedEngine opened, openWithRecord(isPlan ? options.loadEngine : options.onnx, options.build, terminal));
    PS_CHECK(isPlan != opened.model.has_value(), Code::Option, "{}", isPlan ? "--loadEngine takes a plan, this is a model" : "--onnx takes a model, this is a plan");
    if (isPlan) {
        log.info(fmt::format("Engine loaded in {:g} sec.", opened.importNs / 1e9));
        return opened;
    }
    reportModel(log, options.onnx, *opened.model);
    log.info(fmt::format("Finished parsing network model. Parse time: {:g}", opened.importNs / 1e9));
    log.info(fmt::format("Engine built in {:g} sec.", opened.buildNs / 1e9));
    if (!options.saveEngine.empty()) PS_TRY(savePlan(options.saveEngine, opened));
    return opened;
}

void reportBinding(const TrtexecLog& log, const char* role, const std::string& name, const Dims& dims) {
    if (dims.isStatic()) log.info(fmt::format("{} binding for {} with dimensions {} is created.", role, name, toString(dims)));
    else log.info(fmt::format("{} binding for {} is dynamic and will be created during execution using OutputAllocator.", role, name));
}

void reportBindings(const InferenceContext& context, const TrtexecLog& log) {
    const Engine& engine = context.engine();
    for (std::size_t i = 0; i < engine.inputs.size(); ++i) reportBinding(log, "Input", engine.inputs[i].name, context.inputDims(static_cast<int>(i)));
    for (std::size_t i = 0; i < engine.outputs.size(); ++i) reportBinding(log, "Output", engine.outputs[i].name, context.outputDims(static_cast<int>(i)));
}

/// The outputs of the last inference, printed and exported as asked.
Status reportOutputs(const TrtexecOptions& options, const session::Runnable& runnable, const TrtexecLog& log) {
    if (!options.dumpOutput && options.exportOutput.empty()) return {};
    PS_ASSIGN(const std::vector<ConstantPtr> outputs, readOutputs(*runnable.context));
    const Engine& engine = runnable.engine();
    if (options.dumpOutput) {
        log.info("Output Tensors:");
        for (std::size_t i = 0; i < outputs.size(); ++i)
            log.info(fmt::format("{}: ({}) {}", engine.outputs[i].name, toString(outputs[i]->dims()), valuesText(*outputs[i], outputs[i]->dims().volume())));
    }
    if (options.exportOutput.empty()) return {};
    return writeTextFile(options.exportOutput, outputJson(engine, outputs));
}

Status reportLayers(const TrtexecOptions& options, const OpenedEngine& opened, const TrtexecLog& log) {
    if (!options.dumpLayerInfo && options.exportLayerInfo.empty()) return {};
    PS_ASSIGN(const inspect::ProfilingVerbosity verbosity, inspect::parseProfilingVerbosity(options.profilingVerbosity));
    PS_ASSIGN(const Engine engine, session::shownEngine(opened.engine));
    if (options.dumpLayerInfo) {
        log.info("Layer Information:");
        std::istringstream text(inspect::engineText(engine, verbosity));
        for (std::string line; std::getline(text, line);) log.info(line);
    }
    if (options.exportLayerInfo.empty()) return {};
    const inspect::InspectorOptions inspector{.verbosity = verbosity, .record = opened.record ? &*opened.record : nullptr};
    return writeTextFile(options.exportLayerInfo, inspect::engineJson(engine, inspector));
}

Status measureAndReport(const TrtexecOptions& options, const OpenedEngine& opened, const session::Runnable& runnable, const TrtexecLog& log, Terminal& terminal) {
    PS_ASSIGN(const HostInputs inputs, makeInputs(*runnable.context, options.loadInputs, terminal.console));
    reportBindings(*runnable.context, log);
    log.info("Starting inference");
    const QueryLimits limits{options.warmUpMs, options.durationSeconds * 1e3, options.iterations, !options.noDataTransfers};
    PS_TRY(setInputs(*runnable.context, inputs));
    if (runnable.engine().isOpen) PS_TRY(runnable.context->run());  // what runs is known after one inference
    StepProfiler profiler(runnable.context->executedEngine().steps.size(), options.wantsProfile() ? kProfiledRuns : 0);
    const bool profilesHere = options.wantsProfile() && !options.separateProfileRun;
    PS_ASSIGN(const QueryTrace trace, measureQueries(*runnable.context, inputs, limits, profilesHere ? &profiler : nullptr, terminal.stop));
    if (options.wantsProfile() && options.separateProfileRun)
        PS_TRY(measureQueries(*runnable.context, inputs, limits, &profiler, terminal.stop));
    reportPerformance(log, options, trace);
    if (!options.exportTimes.empty()) PS_TRY(writeTextFile(options.exportTimes, timesJson(trace)));
    PS_TRY(reportOutputs(options, runnable, log));
    if (!options.wantsProfile()) return {};
    std::vector<double> latencies;
    for (const QueryTimes& times : trace.queries) latencies.push_back(times.compute() * 1e6);
    const inspect::ProfileInput input{.engine = &runnable.context->executedEngine(),
                                      .record = opened.record ? &*opened.record : nullptr,
                                      .profiler = &profiler,
                                      .latenciesNs = latencies,
                                      .model = options.onnx,
                                      .deviceDescription = runnable.device->info().description};
    const inspect::ProfileSnapshotPtr profile = inspect::makeProfile(input);
    if (options.dumpProfile) reportProfile(log, *profile);
    return options.exportProfile.empty() ? Status{} : writeTextFile(options.exportProfile, inspect::profileJson(*profile));
}

Status execute(const TrtexecOptions& options, const TrtexecLog& log, Terminal& terminal) {
    PS_TRY(options.check());
    reportOptions(log, options);
    PS_ASSIGN(const std::shared_ptr<const Device> device, openDevice(options.build.device, options.build.threads));
    reportDevice(log, device->info());
    log.info("TensorRT version: " + fmt::format("{}.{}.{}", kVersion.major, kVersion.minor, kVersion.patch));
    if (options.build.capability.wantsSafePlan()) {
        PS_TRY(buildSafePlan(options.onnx, options.saveEngine, options.build, terminal));
        log.info(fmt::format("Skipped inference phase: 'planexec run {} --runtime proxy' runs safe plans.", options.saveEngine));
        return {};
    }
    auto opened = setUpEngine(options, log, terminal);
    if (!opened) {
        log.error("Engine set up failed");
        return fail(std::move(opened.error()));
    }
    PS_TRY(reportLayers(options, *opened, log));
    if (options.skipInference) {
        log.info("Skipped inference phase since --skipInference is added.");
        return {};
    }
    PS_ASSIGN(const session::Runnable runnable, makeReady(std::move(opened->engine), options.build));
    return measureAndReport(options, *opened, runnable, log, terminal);
}

std::string banner(std::string_view state, std::span<const char* const> arguments) {
    return fmt::format("&&&& {} Planscope.planexec [TensorRT v{}{}{}] # {}", state, kVersion.major, kVersion.minor, kVersion.patch, fmt::join(arguments, " "));
}

}  // namespace

ExitCode runTrtexecStyle(std::span<const char* const> arguments, Terminal& terminal) {
    TrtexecOptions options;
    CLI::App app("planexec with trtexec's options: build or load an engine, then measure it.", "planexec");
    declareTrtexecOptions(app, options);
    const auto isHelp = [](std::string_view word) { return word == "--help" || word == "-h"; };
    if (std::ranges::any_of(arguments, isHelp)) {
        terminal.console.print(app.help());
        return ExitCode::Good;
    }
    try {
        app.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::Success& done) {
        return static_cast<ExitCode>(app.exit(done));
    } catch (const CLI::ParseError& error) {
        terminal.console.error({Code::Option, {}, error.what(), "See planexec --onnx --help."});
        terminal.console.print(banner("FAILED", arguments));
        return ExitCode::BadInput;
    }
    if (options.verbose) terminal.console.setVerbosity(Verbosity::Verbose);
    terminal.console.print(banner("RUNNING", arguments));
    const Status status = execute(options, {}, terminal);
    terminal.console.endProgress();
    if (!status) terminal.console.error(status.error());
    terminal.console.print(banner(status ? "PASSED" : "FAILED", arguments));
    return status ? ExitCode::Good : exitCodeOf(status.error());
}

}  // namespace planscope::cli
