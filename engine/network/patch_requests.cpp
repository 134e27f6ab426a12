// SPDX-License-Identifier: Apache-2.0
#include "engine/network/patch_requests.h"

#include "engine/network/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace planscope {
namespace {

class Inheritance {
public:
    Inheritance(const Network& network, const Patch& patch) : m_network(network), m_patch(patch) {
        for (const LayerSpec& spec : patch.layers()) m_out.layers.push_back(spec.request);
    }

    PatchRequests run() {
        for (const LayerId id : m_patch.drops()) {
            const Layer& layer = m_network.layer(id);
            if (layer.request.empty()) continue;
            takePrecision(layer);
            for (std::size_t k = 0; k < layer.request.outputTypes.size(); ++k)
                if (const auto type = layer.request.outputTypes[k]) takeOutputType(layer, layer.outputs[k], *type);
        }
        if (!m_asker) return std::move(m_out);
        for (PrecisionRequest& request : m_out.layers)
            if (!request.precision) request.precision = m_asker->request.precision;
        return std::move(m_out);
    }

private:
    void refuse(std::string sentence) {
        if (!m_out.conflict) m_out.conflict = std::move(sentence);
    }

    void takePrecision(const Layer& layer) {
        if (!layer.request.precision || m_out.layers.empty()) return;
        if (m_asker && m_asker->request.precision != layer.request.precision)
            refuse(fmt::format("'{}' is asked to be {} and '{}' {}, so that they cannot become one layer", m_asker->name,
                               toString(*m_asker->request.precision), layer.name, toString(*layer.request.precision)));
        m_asker = &layer;
    }

    void takeOutputType(const Layer& layer, TensorId output, DataType type) {
        const auto at = std::ranges::find(m_patch.redirects(), output, &std::pair<TensorId, TensorId>::first);
        const bool isUnread = m_network.consumers(output).empty() && !m_network.isOutput(output);
        if (at == m_patch.redirects().end() ? isUnread : isConstant(at->second)) return;
        if (at == m_patch.redirects().end() || !m_patch.isNew(at->second)) {
            refuse(fmt::format("the result of '{}' is asked to be {}, which would be lost", layer.name, toString(type)));
            return;
        }
        const Patch::NewTensor& heir = m_patch.tensors()[at->second.index() - m_patch.firstNew()];
        auto& types = m_out.layers[heir.layer].outputTypes;
        const auto slot = static_cast<std::size_t>(heir.output);
        if (types.size() <= slot) types.resize(slot + 1);
        types[slot] = type;
    }

    bool isConstant(TensorId id) const {
        if (!m_patch.isNew(id)) return m_network.tensor(id).constant != nullptr;
        return m_patch.tensors()[id.index() - m_patch.firstNew()].constant != nullptr;
    }

    const Network& m_network;
    const Patch& m_patch;
    const Layer* m_asker = nullptr;
    PatchRequests m_out;
};

}  // namespace

PatchRequests requestsAfter(const Network& network, const Patch& patch) { return Inheritance(network, patch).run(); }

}  // namespace planscope
