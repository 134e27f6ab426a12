// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <vector>

namespace planscope::shapes {

/// Who needs what of an open engine, whatever its shapes turn out to be.
struct TensorUses {
    static constexpr std::uint32_t kNever = 0, kAlways = UINT32_MAX;

    std::vector<std::uint32_t> producers;  ///< per tensor: the step that makes it; kAlways for inputs and constants
    std::vector<std::uint32_t> readUntil;  ///< per tensor: the last step that reads it, plus 1; kAlways for outputs
    std::vector<std::uint32_t> control;    ///< steps with bodies, in order
    /// Per input of the engine: its value may decide shapes by arithmetic on the host, so it has to be known when a
    /// binding starts. Only inputs of fixed shape and at most kMaxShapeElements elements.
    std::vector<bool> decidesShapes;

    static constexpr std::int64_t kMaxShapeElements = 64;
};

TensorUses usesOf(const Engine& engine);

}  // namespace planscope::shapes
