// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/options.h"
#include "app/cli/session.h"

namespace planscope::cli {

/// Builds a plan for the safety and proxy runtimes and writes it.
/// @errors Code::UnsupportedFeature with everything that keeps the model from it
Status buildSafePlan(const std::string& model, const std::string& plan, const BuildFlags& flags, Terminal& terminal);

}  // namespace planscope::cli
