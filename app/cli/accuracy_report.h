// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/accuracy/accuracy.h"

#include <string>

namespace planscope::cli {

/// A table per precision: outputs, then the `worst` layers by cosine. No line end after the last line.
std::string accuracyText(const accuracy::Report& report, std::size_t worst);
std::string accuracyJson(const accuracy::Report& report, const std::string& model);

}  // namespace planscope::cli
