// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <vector>

namespace planscope {

/// Where a tensor lies: `offset` bytes into the storage of `root`, which is the tensor itself where nothing is shared.
struct StoragePlace {
    std::uint32_t root = 0;
    std::uint64_t offset = 0;
};

/// Lets tensors of the arena lie inside the outputs of layers that would only copy them (reshapes, concatenations), and outputs
/// inside the inputs that they are pieces of (slices), so that the copies cost nothing. Only what TacticDef::inPlace and
/// viewOffset offer; offsets are multiples of 64 bytes; a tensor lies in one other at most. A view keeps all of its storage
/// alive, so that small pieces are copied. What was cut into pieces that are all joined again is made in the joint. One place per tensor of the engine. Pure, deterministic, linear in the engine's size.
std::vector<StoragePlace> shareStorage(const Engine& engine, const Device& device);

}  // namespace planscope
