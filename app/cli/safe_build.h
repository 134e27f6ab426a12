// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/options.h"
#include "app/cli/session.h"

namespace planscope::cli {

/// Which kind of plan `build` writes.
struct CapabilityFlags {
    std::string capability = "standard";
    bool isSafe = false;   ///< --safe, trtexec's spelling of --capability safety
    std::string target = "drive-orin";

    bool wantsSafePlan() const { return isSafe || capability == "safety"; }
};

void declareCapabilityFlags(CLI::App& app, CapabilityFlags& flags);

/// Builds a plan for the safety and proxy runtimes and writes it.
/// @errors Code::NoTactic with everything that keeps the model from it
Status buildSafePlan(const std::string& model, const std::string& plan, const BuildFlags& flags, const CapabilityFlags& capability, Terminal& terminal);

}  // namespace planscope::cli
