// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/drift.h"

#include <fmt/format.h>

namespace planscope::inspect {

std::string driftText(double value) { return value == 0 ? "0" : fmt::format("{:.1e}", value); }

}  // namespace planscope::inspect
