// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/result.h"
#include "engine/builder/capability.h"

#include <string>

namespace CLI {
class App;
}

namespace planscope::cli {

/// To what scope something is built or judged.
struct CapabilityFlags {
    std::string capability = "standard";
    bool isSafe = false;        ///< --safe, trtexec's spelling of --capability safety
    bool isRestricted = false;
    std::string target = "drive-orin", rules = "8.6.12";

    bool wantsSafePlan() const { return isSafe || capability == "safety"; }
    /// @errors Code::Option for a target or release that is not known
    Result<Capability> options() const;
};

/// --restricted, --target and --rules; part of declareBuildFlags.
void declareScopeFlags(CLI::App& app, CapabilityFlags& flags);
/// --capability and --safe, of those who write plans.
void declareCapabilityFlags(CLI::App& app, CapabilityFlags& flags);

}  // namespace planscope::cli
