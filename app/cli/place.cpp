// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/dla_flags.h"
#include "app/cli/session.h"

#include "engine/base/check.h"
#include "engine/builder/scope_gate.h"
#include "engine/dla/placement/writers.h"

#include <CLI/CLI.hpp>

namespace planscope::cli {
namespace {

struct Options {
    std::string file, format = "text", output;
    DlaFlags dla{.core = 0};
    BuildFlags build;
    OutputFlags console;
};

Result<ExitCode> run(const Options& options, Terminal& terminal) {
    options.console.apply(terminal.console);
    PS_ASSIGN(const onnx::ImportResult imported, openModelInRanges(options.file, options.build, terminal));
    PS_ASSIGN(const BuildOptions build, options.build.buildOptions());
    scope::Question question = scopeQuestion(imported.network, build);
    PS_TRY(options.dla.apply(question.plan, build));
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
    declareDlaFlags(app, options->dla);
    declareBuildFlags(app, options->build);
    declareOutputFlags(app, options->console);
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace

const Command placeCommand{"place", "show which layers a DLA would run, in which loadables, and why others stay on the GPU", declare};

}  // namespace planscope::cli
