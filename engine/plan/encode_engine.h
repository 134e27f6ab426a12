// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"
#include "engine/plan/piece.h"

#include <cstddef>
#include <vector>

namespace planscope::plan {

/// The sections that an engine becomes. Equal engines give equal bytes: constants are joined by content, not by address.
struct EncodedEngine {
    std::vector<std::byte> meta;
    Pieces weights;  ///< the engine's own bytes, which live as long as it
};

EncodedEngine encodeEngine(const Engine& engine);

}  // namespace planscope::plan
