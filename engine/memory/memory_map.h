// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

namespace planscope {

/// Gives every intermediate tensor and workspace of `engine` its place in one arena: sets the offsets, arenaBytes and
/// arenaLowerBound. A tensor lives from the step that writes it to the last one that reads it; tensors that share storage
/// (see shared_storage.h) live as one.
/// @errors Code::Memory if the arena would exceed kContextLimitBytes
Status assignMemory(Engine& engine, const Device& device);

}  // namespace planscope
