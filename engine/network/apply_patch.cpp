// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/patch_requests.h"

#include <algorithm>
#include <unordered_set>

namespace planscope {
namespace {

/// Follows redirects to their end: a -> b, b -> c makes a -> c.
TensorId resolved(TensorId id, std::span<const std::pair<TensorId, TensorId>> redirects) {
    for (std::size_t hops = 0; hops <= redirects.size(); ++hops) {
        const auto next = std::ranges::find(redirects, id, &std::pair<TensorId, TensorId>::first);
        if (next == redirects.end()) return id;
        id = next->second;
    }
    return {};
}

}  // namespace

/// Everything that can fail is done on a plan of the change before the network is touched; only the inference of new
/// layers works on appended layers, which are taken back when one of them is refused.
Status Network::apply(const Patch& patch) {
    PS_ASSERT(patch.firstNew() == m_tensors.size(), "the patch was made for another state of the network");
    const std::size_t tensorsBefore = m_tensors.size(), layersBefore = m_layers.size();
    const std::unordered_set<LayerId> dropped(patch.drops().begin(), patch.drops().end());

    std::vector<TensorId> ids(patch.tensors().size());
    const auto real = [&](TensorId id) { return patch.isNew(id) ? ids[id.index() - patch.firstNew()] : id; };
    const auto takeBack = [&] {
        for (std::size_t i = m_layers.size(); i > layersBefore; --i) removeLayer(LayerId(i - 1));
        m_layers.resize(layersBefore);
        m_tensors.resize(tensorsBefore);
        m_producers.resize(tensorsBefore);
        m_consumers.resize(tensorsBefore);
    };
    const auto refuse = [&](Code code, std::string message) -> Status {
        takeBack();
        return fail(Error{code, "patch '" + patch.reason() + "'", std::move(message), {}});
    };

    const PatchRequests requests = requestsAfter(*this, patch);
    if (requests.conflict) return refuse(Code::Graph, *requests.conflict);

    std::size_t nextLayer = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Patch::NewTensor& fresh = patch.tensors()[i];
        if (fresh.constant) {
            ids[i] = addConstant(fresh.name, fresh.constant);
            continue;
        }
        if (fresh.layer == nextLayer) {
            LayerSpec spec = patch.layers()[nextLayer];
            spec.request = requests.layers[nextLayer++];
            for (TensorId& input : spec.inputs) input = real(input);
            const auto added = addLayer(std::move(spec));
            if (!added) return refuse(added.error().code, added.error().text());
        }
        const auto& outputs = m_layers.back().outputs;
        if (fresh.output >= static_cast<int>(outputs.size())) return refuse(Code::Bug, "a new layer has too few outputs");
        ids[i] = outputs[static_cast<std::size_t>(fresh.output)];
    }

    std::vector<std::pair<TensorId, TensorId>> redirects;
    for (const auto& [from, to] : patch.redirects()) redirects.emplace_back(real(from), real(to));
    for (auto& [from, to] : redirects) {
        to = resolved(to, redirects);
        if (!to.valid()) return refuse(Code::Graph, "the redirects form a circle");
        const Tensor &a = tensor(from), &b = tensor(to);
        if (a.type != b.type || !extent::mayEqual(a.dims, b.dims))
            return refuse(Code::Shape, fmt::format("'{}' is {}[{}] and cannot be replaced by '{}', {}[{}]", a.name, toString(a.type),
                                                   toString(a.dims), b.name, toString(b.type), toString(b.dims)));
    }

    const auto target = [&](TensorId id) {
        const auto at = std::ranges::find(redirects, id, &std::pair<TensorId, TensorId>::first);
        return at == redirects.end() ? id : at->second;
    };
    for (const LayerId id : patch.drops()) {
        if (!isAlive(id)) return refuse(Code::Bug, "a layer is dropped twice");
        for (const TensorId output : layer(id).outputs) {
            if (target(output) != output) continue;
            const bool read = std::ranges::any_of(consumers(output), [&](LayerId reader) { return !dropped.contains(reader); });
            if (read || isOutput(output))
                return refuse(Code::Graph, fmt::format("'{}' is still used and its layer cannot be dropped", tensor(output).name));
        }
    }
    for (const auto& [from, to] : redirects)
        if (const LayerId maker = producer(to); maker.valid() && dropped.contains(maker))
            return refuse(Code::Graph, fmt::format("'{}' is redirected to a layer that is dropped", tensor(from).name));

    for (const auto& [from, to] : redirects) {
        for (const LayerId reader : std::vector<LayerId>(consumers(from))) {
            if (dropped.contains(reader) || reader.index() >= layersBefore) continue;  // new layers mean what they say
            Layer& changed = m_layers[reader.index()];
            std::ranges::replace(changed.inputs, from, to);
            std::erase(m_consumers[from.index()], reader);
            connect(reader);
        }
        for (NetworkOutput& output : m_outputs)
            if (output.tensor == from) output.tensor = to;
    }
    for (const LayerId id : patch.drops()) removeLayer(id);
    return {};
}

}  // namespace planscope
