// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <cstddef>
#include <vector>

namespace planscope::plan {

/// The sections that an engine becomes. Equal engines give equal bytes: constants are joined by content, not by address.
struct EncodedEngine {
    std::vector<std::byte> meta;
    std::vector<std::byte> weights;
};

EncodedEngine encodeEngine(const Engine& engine);

}  // namespace planscope::plan
