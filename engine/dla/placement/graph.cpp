// SPDX-License-Identifier: Apache-2.0
#include "engine/dla/placement/graph.h"

#include "engine/scope/dla/facts.h"

#include <algorithm>

namespace planscope::dla {
namespace {

constexpr std::size_t kNoNode = static_cast<std::size_t>(-1);

std::int64_t bytesPer(const scope::Subject& subject) { return scope::dla::precisionOf(subject) == scope::Precision::Int8 ? 1 : 2; }
std::int64_t elementsOf(const Network& network, TensorId id) {
    const Dims& dims = network.tensor(id).dims;
    return dims.isStatic() ? dims.volume() : 0;
}

Node nodeOf(const Network& network, const scope::Subject& subject) {
    Node out{.subject = &subject};
    for (const TensorId id : subject.layer.inputs)
        if (scope::dla::isKnownAtBuild(network, id)) out.weightBytes += elementsOf(network, id) * bytesPer(subject);
    for (const TensorId id : subject.layer.outputs) {
        const Dims& dims = network.tensor(id).dims;
        if (dims.isStatic()) out.batch = std::max(out.batch, scope::imageExtents(dims).n);
        out.products.push_back({.id = id, .bytes = elementsOf(network, id) * bytesPer(subject), .isOutput = network.isOutput(id)});
    }
    const bool isStatic = std::ranges::all_of(subject.view.inputs(), [](const TensorInfo& t) { return t.dims.isStatic(); }) &&
                          std::ranges::all_of(subject.outputs, [](const TensorType& t) { return t.dims.isStatic(); });
    if (isStatic) out.flops = workOf(subject.view, subject.outputs).flops;
    return out;
}

}  // namespace

std::vector<Node> nodesOf(const scope::Question& question, const scope::Subjects& subjects) {
    const Network& network = question.network;
    std::vector<const scope::Subject*> byId(network.layerIdCount(), nullptr);
    for (const scope::Subject& subject : subjects.all()) byId[subject.id.index()] = &subject;
    std::vector<Node> out;
    std::vector<std::size_t> indexOf(network.layerIdCount(), kNoNode);
    for (const LayerId id : network.topologicalOrder()) {
        if (scope::dla::isKnownAtBuild(network, network.layer(id))) continue;
        indexOf[id.index()] = out.size();
        out.push_back(nodeOf(network, *byId[id.index()]));
    }
    for (std::size_t i = 0; i < out.size(); ++i)
        for (Product& product : out[i].products)
            for (const LayerId reader : network.consumers(product.id)) {
                const std::size_t at = indexOf[reader.index()];
                if (at == kNoNode) continue;
                product.consumers.push_back(at);
                if (std::ranges::find(out[at].producers, i) == out[at].producers.end()) out[at].producers.push_back(i);
            }
    return out;
}

}  // namespace planscope::dla
