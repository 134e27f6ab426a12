// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "engine/base/version.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace planscope::cli {
namespace {

constexpr const Command* kCommands[] = {&accuracyCommand, &benchCommand,   &buildCommand, &calibrateCommand, &checkCommand, &importReportCommand, &inspectCommand,
                                       &placeCommand, &profileCommand, &rulesCommand, &runCommand,   &scopeCommand, &timingCacheCommand, &verifyCommand};

constexpr const char* kAbout =
    "planexec builds, runs, profiles and checks neural networks (ONNX models and Planscope plans).\n"
    "Without a subcommand it takes trtexec's options: planexec --onnx=m.onnx --saveEngine=m.plan ('planexec --onnx --help' lists them).";

std::string versionText() {
    return fmt::format("planexec {}, an independent implementation of TensorRT {} terms", kProductVersion, kVersion.text());
}

bool isRootOption(std::string_view word) { return word == "--help" || word == "-h" || word == "--version"; }

/// What is wrong with the words given. CLI11 speaks of what is missing before what it does not know.
std::string usageProblem(const CLI::App& root, const CLI::ParseError& error) {
    const std::vector<std::string> unknown = root.remaining(true);
    return unknown.empty() ? std::string(error.what()) : fmt::format("'{}' is not understood", unknown.front());
}

ExitCode finish(Result<ExitCode> result, Console& console) {
    console.endProgress();
    if (result) return *result;
    console.error(result.error());
    return exitCodeOf(result.error());
}

}  // namespace

ExitCode runPlanexec(std::span<const char* const> arguments, Terminal& terminal) {
    const std::string_view first = arguments.size() > 1 ? arguments[1] : "";
    if (first.starts_with('-') && (!isRootOption(first) || arguments.size() > 2)) return runTrtexecStyle(arguments, terminal);

    CLI::App root(kAbout, "planexec");
    root.set_version_flag("--version", versionText());
    root.footer(kExitCodesText);
    root.require_subcommand(1);
    std::vector<std::pair<CLI::App*, Action>> actions;
    for (const Command* command : kCommands) {
        CLI::App* const app = root.add_subcommand(std::string(command->name), std::string(command->summary));
        actions.emplace_back(app, command->declare(*app));
    }
    try {
        root.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::Success& done) {
        return static_cast<ExitCode>(root.exit(done));
    } catch (const CLI::ParseError& error) {
        terminal.console.error({Code::Option, {}, usageProblem(root, error), "See planexec --help."});
        return ExitCode::BadInput;
    }
    const auto chosen = std::ranges::find_if(actions, [](const auto& entry) { return entry.first->parsed(); });
    return finish(chosen->second(terminal), terminal.console);
}

}  // namespace planscope::cli
