// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/standard/segment_tree.h"

namespace planscope {

/// The segments of one run joined to one engine, for people: steps in the order of execution, control steps among them as
/// one step each. @param path  nodes from the first segment to the last
Engine executedEngine(const Engine& open, std::span<const SegmentNode* const> path);

}  // namespace planscope
