// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"
#include "app/cli/refused_options.h"
#include "app/cli/session.h"
#include "app/cli/statistics.h"
#include "app/session/latencies.h"

#include "engine/base/check.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <sys/resource.h>

namespace planscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string file;
    double seconds = 2;
    bool json = false;
    std::vector<std::string> loadInputs;
    BuildFlags build;
    OutputFlags output;
    RefusedOptions refused;
};

double peakRssMb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

double roundedMs(double ns) { return std::round(ns / 10) / 1e5; }

Json resultOf(const Options& options, const session::Runnable& runnable, const Summary& summary) {
    return {{"model", options.file},
            {"device", runnable.engine().deviceId},
            {"device_description", runnable.device->info().description},
            {"threads", runnable.engine().threads},
            {"runs", summary.sorted.size()},
            {"min_ms", roundedMs(summary.min)},
            {"median_ms", roundedMs(summary.median)},
            {"mean_ms", roundedMs(summary.mean)},
            {"p95_ms", roundedMs(percentile(summary, 95))},
            {"p99_ms", roundedMs(percentile(summary, 99))},
            {"max_ms", roundedMs(summary.max)},
            {"throughput", 1e9 / summary.mean}};
}

std::string textOf(const Json& result) {
    std::string out;
    for (const auto& [name, value] : result.items())
        out += fmt::format("{:<20}{}\n", name, value.is_string() ? value.get<std::string>() : value.dump());
    return out;
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    using Clock = std::chrono::steady_clock;
    options.output.apply(terminal.console);
    PS_TRY(options.refused.check());
    const auto begin = Clock::now();
    PS_ASSIGN(OpenedEngine opened, openEngine(options.file, options.build, terminal));
    const double buildNs = opened.buildNs;
    PS_ASSIGN(const session::Runnable runnable, makeReady(std::move(opened.engine), options.build));
    const auto beforeInputs = Clock::now();
    PS_ASSIGN(const HostInputs inputs, makeInputs(*runnable.context, options.loadInputs, terminal.console));
    const auto inputsTook = Clock::now() - beforeInputs;
    PS_TRY(setInputs(*runnable.context, inputs));
    PS_TRY(runnable.context->run());
    PS_ASSIGN(const std::vector<ConstantPtr> outputs, readOutputs(*runnable.context));
    const double firstNs = std::chrono::duration<double, std::nano>(Clock::now() - begin - inputsTook).count();

    terminal.console.progress("measuring");
    const session::RunLimits limits{.seconds = options.seconds};
    PS_ASSIGN(const std::vector<double> latencies, session::measureLatencies(*runnable.context, limits, terminal.stop));
    Json result = resultOf(options, runnable, summarise(latencies));
    result["first_result_ms"] = roundedMs(firstNs);
    result["build_ms"] = roundedMs(buildNs);
    result["peak_rss_mb"] = std::round(peakRssMb() * 10) / 10;
    terminal.console.print(options.json ? result.dump(-1, ' ', false, Json::error_handler_t::replace) : textOf(result));
    return ExitCode::Good;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("FILE,--onnx,--loadEngine", options->file, "ONNX model or plan")->required();
    app.add_option("--seconds,--duration", options->seconds, "how long to measure [2]")->check(CLI::Range(0.0, 86400.0));
    app.add_option("--loadInputs", options->loadInputs, "name:file,...; random values otherwise");
    app.add_flag("--json", options->json, "print one JSON object");
    declareBuildFlags(app, options->build);
    declareRefusedOptions(app, RefusedScope::Build, options->refused);
    declareOutputFlags(app, options->output);
    app.description("Measure the latency of inferences whose inputs and outputs stay on the device.\n"
                    "first_result_ms: from opening the file to the first output, the build included, making up inputs not; build_ms: the build alone.");
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command benchCommand{"bench", "measure latency, throughput and memory", declare};

}  // namespace planscope::cli
