// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/profile_snapshot.h"

#include <cstddef>
#include <string>

namespace planscope::inspect {

/// "200 inferences · 2 threads · median 1.61 ms · p99 1.70 ms · layer sum 1.58 ms (98 % of wall)"; says what is missing
/// where nothing was measured.
std::string trustLine(const ProfileSnapshot& profile);

/// For consoles: the trust line, the summary and a table of the `topLayers` slowest layers, in UTF-8, 110 columns.
std::string buildSummaryText(const ProfileSnapshot& profile, std::size_t topLayers = 15);

}  // namespace planscope::inspect
