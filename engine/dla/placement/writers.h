// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/dla/placement/placement.h"

namespace planscope::dla {

/// Loadables, layers of the GPU with reasons, cuts, transitions, suggestions and findings, for people.
std::string textOf(const Placement& placement, const scope::Question& question);
/// The same for tools: an object with layers, loadables, cuts, transitions, suggestions, reasons by rule and findings.
std::string jsonOf(const Placement& placement, const scope::Question& question);

}  // namespace planscope::dla
