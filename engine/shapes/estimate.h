// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/shapes/binding.h"

namespace planscope::shapes {

/// The inputs at the shapes that a profile calls opt, with their opt values where it gives some.
std::vector<InputExtents> inputsAtOpt(const Engine& engine, const OptimizationProfile& profile);

/// What an open engine looks like at the opt shapes of a profile, for people: extents that only data decides at their
/// bounds, steps that cannot be bound left out. It shows what would run; it is not for running.
/// @errors Code::Option if there is no such profile; those of binding
Result<Engine> engineAtOpt(const Engine& engine, std::size_t profile, const Device& device);

}  // namespace planscope::shapes
