// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/plan/engine.h"

#include <span>
#include <string>

namespace planscope::cli {

/// trtexec's exportOutput: [{"name", "dimensions": "1x3x224x224", "values": [...]}, ...]. Values that JSON has no number
/// for are the texts "nan", "inf" and "-inf".
std::string outputJson(const Engine& engine, std::span<const ConstantPtr> outputs);

/// The values of one tensor on one line, as many as `most`, then "...".
std::string valuesText(const Constant& tensor, std::int64_t most);

}  // namespace planscope::cli
