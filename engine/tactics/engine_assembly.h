// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/tactics/candidates.h"
#include "engine/tactics/selection_graph.h"
#include "engine/tactics/selector.h"

namespace planscope {

/// What was decided for one layer.
struct Decision {
    const Candidates* candidates = nullptr;
    std::size_t way = 0;          ///< into candidates->ways
    std::string reason;           ///< LayerRecord::reasonChosen

    const Way& chosen() const { return candidates->ways[way]; }
};

/// Puts the decisions into steps: one per layer, and before the first reader of each format that differs from what the
/// producer makes a step that converts. Writes the records of all steps.
/// @param borders    per tensor: the format that it has as an input or output
/// @param reformats  answers how a tensor is converted
Result<Selection> assembleEngine(
    const SelectionGraph& graph, std::span<const Decision> decisions, std::span<const Format> borders,
    const std::function<Result<const Candidates*>(std::uint32_t tensor, Format from, Format to)>& reformats);

}  // namespace planscope
