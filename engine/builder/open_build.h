// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/builder/builder.h"
#include "engine/shapes/open_engine.h"
#include "engine/tactics/timing_cache.h"

namespace planscope {

/// Builds the open engine of an optimised network: for each profile the network is bound at its opt shapes, extents that only
/// data decides at their bounds, and tactics are chosen for what has numbers then. Shapes are inferred at min and max too,
/// so that a profile which cannot work is refused here.
/// The record is that of profile 0.
/// @param profiles      empty: one that leaves all inputs at their fixed shapes
/// @param optimiseBody  what becomes of the bodies of control steps first
/// @errors Code::Option, Code::Shape naming the profile; those of selectTactics
Result<Selection> buildOpenEngine(const Network& network, const Device& device, std::span<const OptimizationProfile> profiles,
                                  const SelectionOptions& options, TimingCache& cache, const SelectionProgress& progress,
                                  std::stop_token stop, const shapes::OptimiseBody& optimiseBody);

}  // namespace planscope
