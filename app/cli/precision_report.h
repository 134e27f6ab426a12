// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/cli/console.h"
#include "engine/tactics/build_record.h"

namespace planscope::cli {

/// How many layers got which precision; with --verbose one line per layer: requested, actual, reason. Nothing where the build
/// was free to use FP32 only.
void reportPrecision(Console& console, const BuildRecord& record);

}  // namespace planscope::cli
