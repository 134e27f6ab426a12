// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/region.h"

#include "engine/passes/match.h"

#include <algorithm>

namespace planscope::passes {

const Layer* Region::take(TensorId tensor, const LayerKind& kind) {
    const LayerId id = m_network->producer(tensor);
    if (!id.valid() || !m_network->layer(id).is(kind) || !isPlain(m_network->layer(id))) return nullptr;
    m_layers.insert(id);
    return &m_network->layer(id);
}

const Layer* Region::takeElementwise(TensorId tensor, layers::elementwise::ElementwiseKind kind) {
    const LayerId id = m_network->producer(tensor);
    const bool fits = id.valid() && m_network->layer(id).is(layers::elementwise::kind) &&
                      m_network->layer(id).attrs.as<layers::elementwise::Attrs>().kind == kind;
    return fits ? take(tensor, layers::elementwise::kind) : nullptr;
}

const Layer* Region::takeUnary(TensorId tensor, layers::unary::UnaryKind kind) {
    const LayerId id = m_network->producer(tensor);
    const bool fits = id.valid() && m_network->layer(id).is(layers::unary::kind) &&
                      m_network->layer(id).attrs.as<layers::unary::Attrs>().kind == kind;
    return fits ? take(tensor, layers::unary::kind) : nullptr;
}

bool Region::isClosed(Declines& declines) const {
    for (const LayerId id : m_layers) {
        if (id == m_result) continue;
        const TensorId output = m_network->layer(id).outputs[0];
        const auto isInside = [&](LayerId reader) { return m_layers.contains(reader); };
        const auto& readers = m_network->consumers(output);
        if (m_network->isOutput(output)) return declines.because("{}", otherReaders(*m_network, output, m_result)), false;
        const auto outside = std::ranges::find_if_not(readers, isInside);
        if (outside == readers.end()) continue;
        declines.because("the result of '{}' is also read by '{}'", m_network->layer(id).name, m_network->layer(*outside).name);
        return false;
    }
    return true;
}

std::string Region::name() const {
    return "{ForeignNode[" + m_network->layer(*m_layers.begin()).name + "..." + m_network->layer(m_result).name + "]}";
}

std::vector<OriginId> Region::origins() const {
    std::set<OriginId> out;
    for (const LayerId id : m_layers) out.insert(m_network->layer(id).origins.begin(), m_network->layer(id).origins.end());
    return {out.begin(), out.end()};
}

void Region::dropFrom(Patch& patch) const {
    for (const LayerId id : m_layers) patch.drop(id);
}

std::optional<float> numberOf(const Network& network, TensorId tensor) {
    const Constant* value = network.tensor(tensor).constant.get();
    if (!value || value->type() != DataType::Float || value->dims().volume() != 1) return std::nullopt;
    return value->floats()[0];
}

std::optional<BesideNumber> besideNumber(const Network& network, const Layer& layer) {
    for (std::size_t i = 0; i < 2; ++i)
        if (const auto number = numberOf(network, layer.inputs[i])) return BesideNumber{layer.inputs[1 - i], *number};
    return std::nullopt;
}

}  // namespace planscope::passes
