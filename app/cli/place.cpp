// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/dla_flags.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/builder/scope_gate.h"
#include "engine/dla/placement/writers.h"
#include "engine/dla/translator/translator.h"
#include "engine/quantization/calibration_cache.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string file, format = "text", output, savedCache;
    bool isTranslated = false;
    DlaFlags dla{.core = 0};
    BuildFlags build;
    OutputFlags console;
};

/// Q/DQ of the network becomes scales, which are added to those that are given.
Result<Network> translated(const Network& network, const Options& options, BuildOptions& build, Terminal& terminal) {
    PS_ASSIGN(dla::Translation translation, dla::translate(network));
    for (const std::string& problem : translation.problems) terminal.console.note(problem);
    for (const std::string& name : translation.missing) terminal.console.note(fmt::format("{}: no Q/DQ gives it a scale, so that its layers run in FP16", name));
    terminal.console.note(fmt::format("{} tensors have scales by Q/DQ, {} layers are for INT8", translation.scales.size(), translation.int8Layers.size()));
    for (const auto& [name, scale] : translation.scales) build.scales.tensors.try_emplace(name, quantization::TensorScale{.scale = scale});
    if (options.savedCache.empty()) return std::move(translation.network);
    const quantization::CalibrationCache cache{quantization::cacheVersion(), "EntropyCalibration2", {translation.scales.begin(), translation.scales.end()}};
    PS_ASSIGN(const std::string text, quantization::printCalibrationCache(cache));
    PS_TRY(writeTextFile(options.savedCache, text));
    return std::move(translation.network);
}

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.console.apply(terminal.console);
    PS_ASSIGN(const onnx::ImportResult imported, openModelInRanges(options.file, options.build, terminal));
    PS_CHECK(options.savedCache.empty() || options.isTranslated, Code::Option, "--saveCache goes with --translate");
    PS_ASSIGN(BuildOptions build, options.build.buildOptions());
    Network network = imported.network;
    if (options.isTranslated) {
        PS_ASSIGN(network, translated(imported.network, options, build, terminal));
    }
    scope::Question question = scopeQuestion(network, build);
    PS_TRY(options.dla.apply(question.plan, network, build));
    const dla::Placement placement = dla::place(question);
    const std::string text = options.format == "json" ? dla::jsonOf(placement, question) + "\n" : dla::textOf(placement, question);
    if (options.output.empty()) terminal.console.print(text);
    else PS_TRY(writeTextFile(options.output, text));
    return placement.isAccepted() ? ExitCode::Good : ExitCode::Findings;
}

Action declare(CLI::App& app) {
    auto options = std::make_shared<Options>();
    app.add_option("MODEL,--onnx", options->file, "ONNX model")->required();
    app.add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}))->capture_default_str();
    app.add_option("-o,--output", options->output, "file to write instead of printing");
    app.add_flag("--translate", options->isTranslated, "turn Q/DQ into scales of tensors first, which is what the DLA takes");
    app.add_option("--saveCache", options->savedCache, "file for these scales as a calibration cache");
    declareDlaFlags(app, options->dla);
    declareBuildFlags(app, options->build);
    declareOutputFlags(app, options->console);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command placeCommand{"place", "show which layers a DLA would run, in which loadables, and why others stay on the GPU", declare};

}  // namespace planscope::cli
