// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/builder/builder.h"

#include <QString>

#include <vector>

namespace planscope::desktop {

/// Keeps the rules for tactics of one model in a file that a command line can name, in the user's cache folder. Models of one
/// name in different folders have files of their own.
/// @return the file's path; empty where there are no rules or it cannot be written
QString keepRules(const QString& model, const std::vector<AlgorithmRule>& rules);

}  // namespace planscope::desktop
