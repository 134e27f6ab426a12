// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/elementwise.h"
#include "engine/layers/unary.h"
#include "engine/network/patch.h"
#include "engine/passes/declines.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace planscope::passes {

/// The layers of a larger pattern while it is being matched, from its result upwards. What was taken stays taken; a
/// pattern with alternatives works on a copy for each.
class Region {
public:
    Region(const Network& network, LayerId result) : m_network(&network), m_result(result), m_layers{result} {}

    /// The layer of this kind that makes `tensor`, taken into the region; null if something else makes it or it has an epilogue.
    const Layer* take(TensorId tensor, const LayerKind& kind);
    const Layer* takeElementwise(TensorId tensor, layers::elementwise::ElementwiseKind kind);
    const Layer* takeUnary(TensorId tensor, layers::unary::UnaryKind kind);

    /// Whether only the region reads what its layers make, but for the result's. Says who else does.
    bool isClosed(Declines& declines) const;

    /// "{ForeignNode[first...last]}" in the order in which they were added to the network.
    std::string name() const;
    std::vector<OriginId> origins() const;
    void dropFrom(Patch& patch) const;

private:
    const Network* m_network;
    LayerId m_result;
    std::set<LayerId> m_layers;
};

/// The value of a Float constant of one element.
std::optional<float> numberOf(const Network& network, TensorId tensor);

/// The operand of a commutative layer that stands beside a number.
struct BesideNumber {
    TensorId operand;
    float number;
};
std::optional<BesideNumber> besideNumber(const Network& network, const Layer& layer);

}  // namespace planscope::passes
