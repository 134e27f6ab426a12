// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/shapes/binding.h"

namespace planscope::shapes {

/// The inputs at the shapes that a profile calls opt, with their opt values where it gives some.
std::vector<InputExtents> inputsAtOpt(const Engine& engine, const OptimizationProfile& profile);

}  // namespace planscope::shapes
