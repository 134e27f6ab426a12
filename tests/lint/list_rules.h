// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "tests/lint/source_tree.h"

namespace planscope::lint {

/// Macros that product code defines beyond the four of engine/base/check.h and the table of error codes.
QStringList macroProblems(const SourceFile& file);

/// Lists in a CMakeLists.txt that are out of order: KINDS, SOURCES, and set(<name>_families …). A block of lines with one
/// word each and a block of lines with several are sorted each for itself, and so is each folder within them; headers (for
/// moc) may stand anywhere.
QStringList orderProblems(const SourceFile& file);

}  // namespace planscope::lint
