// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

namespace planscope::runtime_tests {

/// Tactics of the fake device for the made-up kind "weighted_sum": y = 2 a + b, in any format.
std::span<const TacticList* const> fakeTactics();

/// x [1,3,2,2] (format `io`) -> t = 2 x + w (Linear) -> y = 2 t + w (format `io`), w a constant: y = 4 x + 3 w.
Engine fakeEngine(Format io = Format::linear());

/// w of fakeEngine: 0, 1, 2 ...
std::vector<float> weights();

}  // namespace planscope::runtime_tests
