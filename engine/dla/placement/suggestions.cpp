// SPDX-License-Identifier: Apache-2.0
#include "engine/dla/placement/suggestions.h"

#include <algorithm>

namespace planscope::dla {
namespace {

bool hasOtherNeighbour(const std::vector<Node>& nodes, const std::vector<bool>& onDla, std::size_t at) {
    const auto isOther = [&](std::size_t n) { return onDla[n] != onDla[at]; };
    if (std::ranges::any_of(nodes[at].producers, isOther)) return true;
    return std::ranges::any_of(nodes[at].products, [&](const Product& product) { return std::ranges::any_of(product.consumers, isOther); });
}

}  // namespace

std::vector<Suggestion> suggestionsFor(const std::vector<Node>& nodes, const std::vector<LayerPlace>& layers, const scope::dla::Pools& pools, bool demotes) {
    std::vector<bool> onDla;
    for (const LayerPlace& layer : layers) onDla.push_back(layer.part != kGpu);
    const int now = transitionsOf(nodes, partitionOf(nodes, onDla, pools, demotes)).count;
    std::vector<Suggestion> out;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!hasOtherNeighbour(nodes, onDla, i)) continue;
        onDla[i] = !onDla[i];
        const Partition changed = partitionOf(nodes, onDla, pools, demotes);
        const int transitions = transitionsOf(nodes, changed).count;
        if (transitions < now) out.push_back({layers[i].id, onDla[i], transitions, changed.parts.size(), layers[i].reasons});
        onDla[i] = !onDla[i];
    }
    std::ranges::stable_sort(out, {}, &Suggestion::transitions);
    if (out.size() > kMostSuggestions) out.resize(kMostSuggestions);
    return out;
}

}  // namespace planscope::dla
