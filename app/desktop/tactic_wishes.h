// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/tactics/algorithm_rules.h"
#include "views/profiler/model/tactic_wishes.h"

namespace planscope {
struct BuildRecord;
}

namespace planscope::desktop {

/// The candidates of a record that the rules of the next build are about.
views::profiler::TacticWishes wishesOf(const BuildRecord& record, const std::vector<AlgorithmRule>& rules);

}  // namespace planscope::desktop
