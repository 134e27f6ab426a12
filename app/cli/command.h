// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/console.h"
#include "app/cli/exit_code.h"

#include <functional>
#include <span>
#include <stop_token>
#include <string_view>

namespace CLI {
class App;
}

namespace planscope::cli {

/// What an action works with.
struct Terminal {
    Console& console;
    std::stop_token stop;
};

/// The work of a subcommand once its options are parsed; an error is printed by the caller.
using Action = std::function<Result<ExitCode>(Terminal&)>;

/// A subcommand: declares its options on `app` and returns what to do with them.
struct Command {
    std::string_view name, summary;
    Action (*declare)(CLI::App& app);
};

extern const Command accuracyCommand, benchCommand, buildCommand, calibrateCommand, checkCommand, importReportCommand, inspectCommand, placeCommand, profileCommand, rulesCommand, runCommand, scopeCommand, timingCacheCommand, verifyCommand;

/// trtexec's way: no subcommand, `--onnx` or `--loadEngine`. Parses and runs; prints its own last line.
ExitCode runTrtexecStyle(std::span<const char* const> arguments, Terminal& terminal);

/// The whole program but for process-wide set-up. @param arguments  argv, the program's name first
ExitCode runPlanexec(std::span<const char* const> arguments, Terminal& terminal);

}  // namespace planscope::cli
