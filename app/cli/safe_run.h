// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/command.h"

#include <string>
#include <vector>

namespace planscope::cli {

/// How `run` takes a safe plan.
struct SafeRunFlags {
    std::string runtime = "standard";
    int iterations = 1;
    bool dumpProfile = false;  ///< proxy only: the time of each step

    bool wantsSafeRuntime() const { return runtime != "standard"; }
};

void declareSafeRunFlags(CLI::App& app, SafeRunFlags& flags);

/// Runs a safe plan in the proxy or the safety runtime and shows its outputs and latency.
Result<ExitCode> runSafePlan(const std::string& file, const SafeRunFlags& flags, const std::vector<std::string>& loadInputs, Terminal& terminal);

}  // namespace planscope::cli
