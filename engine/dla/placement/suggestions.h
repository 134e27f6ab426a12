// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/dla/placement/placement.h"

namespace planscope::dla {

inline constexpr std::size_t kMostSuggestions = 5;

/// Places the network again with one layer on the other device, for every layer that has a neighbour there, and keeps the changes
/// that remove most transitions. Ties: the earlier layer.
std::vector<Suggestion> suggestionsFor(const std::vector<Node>& nodes, const std::vector<LayerPlace>& layers, const scope::dla::Pools& pools, bool demotes);

}  // namespace planscope::dla
