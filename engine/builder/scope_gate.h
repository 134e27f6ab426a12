// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/builder/builder.h"
#include "engine/scope/report.h"

namespace planscope {

/// What the rules are asked about such a build. The window, the command line, isNetworkSupported and the gate all ask it like this.
/// Borrows both.
scope::Question scopeQuestion(const Network& network, const BuildOptions& options);

/// All that the rules say before anything is built. On any thread.
scope::Report scopeReport(const Network& network, const BuildOptions& options);

/// Whether a restricted or safety build with these options would pass the gate.
bool isNetworkSupported(const Network& network, const BuildOptions& options);

/// The gate in front of restricted and safety builds; others pass.
/// @errors Code::UnsupportedFeature, with every rule that is broken in a line of its own
Status keepToScope(const Network& network, const BuildOptions& options);

}  // namespace planscope
