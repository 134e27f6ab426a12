// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "engine/plan/engine.h"
#include "engine/tactics/build_record.h"

#include <vector>

namespace planscope::inspect {

/// Latency, throughput, sums, memory; rows of things that were not measured are left out. @param record may be null
std::vector<NamedValue> summaryRows(const ProfileSnapshot& profile, const BuildRecord* record);

/// Device, threads, versions, options; the command line is the caller's to add.
std::vector<NamedValue> environmentRows(const ProfileSnapshot& profile, const Engine& engine);

std::vector<NamedValue> stageRows(const BuildRecord& record);

}  // namespace planscope::inspect
