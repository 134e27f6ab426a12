// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/tactics/build_record.h"

#include <string>

namespace planscope::cli {

/// What every pass changed, one line per change, and what it left alone for a reason. No line end after the last line.
std::string explanation(const BuildRecord& record);

}  // namespace planscope::cli
