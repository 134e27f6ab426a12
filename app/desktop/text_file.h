// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/result.h"

#include <QString>

#include <string_view>

namespace planscope::desktop {

/// Writes `text` through a temporary file that is renamed, so that an old file survives a failure. On any thread.
/// @errors Code::File
Status writeTextFile(const QString& path, std::string_view text);

}  // namespace planscope::desktop
