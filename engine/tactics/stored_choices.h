// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/tactics/selection_graph.h"

#include <span>

namespace planscope {

/// Makes an engine of a graph by choices that were made for other extents, without timing anything: each node gets its
/// choice where that tactic accepts and still has a variant in the same formats, else the first tactic that accepts.
/// The engine has no memory map yet. Deterministic.
/// @param choices  one per node; an empty tactic: none
/// @errors Code::NoTactic naming the layer and every refusal
Result<Engine> applyChoices(const SelectionGraph& graph, std::span<const TacticChoice> choices, const Device& device);

}  // namespace planscope
