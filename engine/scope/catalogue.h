// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/report.h"

namespace planscope::scope {

/// The rules of the safety scope, in their order. One place answers the window, isNetworkSupported, the restricted build, the safety
/// build and the checker, so that these cannot disagree.
std::span<const Rule* const> safetyRules();
/// The rules of the DLA and of cuDLA, in their order.
std::span<const Rule* const> dlaRules();
/// Of all catalogues; null where there is none of that name.
const Rule* findRule(std::string_view id);

/// Asks all rules of these scopes. Pure: the same question gives the same report. On any thread.
Report ask(const Question& question, std::uint8_t scopes);

/// Whether this engine may be built: a restricted build keeps to the rules of the safety build, with its precisions.
bool isNetworkSupported(const Question& question);

}  // namespace planscope::scope
