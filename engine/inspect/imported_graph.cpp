// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/node_properties.h"
#include "engine/inspect/snapshots.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>

namespace planscope::inspect {
namespace {

/// The layers that one ONNX node became, in topological order.
struct Group {
    std::vector<LayerId> layers;
    std::optional<OriginId> origin;
};

std::vector<Group> groupByOrigin(const Network& network) {
    std::vector<Group> groups;
    std::map<OriginId, std::size_t> groupOf;
    for (const LayerId id : network.topologicalOrder()) {
        const Layer& layer = network.layer(id);
        if (layer.origins.empty()) {
            groups.push_back({{id}, std::nullopt});
            continue;
        }
        const auto [found, isNew] = groupOf.try_emplace(layer.origins.front(), groups.size());
        if (isNew) groups.push_back({{}, layer.origins.front()});
        groups[found->second].layers.push_back(id);
    }
    return groups;
}

std::vector<std::size_t> groupOfLayer(const Network& network, const std::vector<Group>& groups) {
    std::vector<std::size_t> out(network.layerIdCount(), groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g)
        for (const LayerId id : groups[g].layers) out[id.index()] = g;
    return out;
}

/// Groups so that producers stand before consumers; ties by first layer. Groups of one acyclic ONNX graph have no
/// cycles; if some had, they would follow at the end in their old order rather than be lost.
std::vector<Group> topological(const Network& network, std::vector<Group> groups) {
    const std::vector<std::size_t> groupOf = groupOfLayer(network, groups);
    std::vector<std::set<std::size_t>> next(groups.size());
    std::vector<std::size_t> waiting(groups.size(), 0);
    for (std::size_t g = 0; g < groups.size(); ++g)
        for (const LayerId id : groups[g].layers)
            for (const TensorId input : network.layer(id).inputs) {
                const LayerId producer = network.producer(input);
                if (!producer.valid() || groupOf[producer.index()] == g) continue;
                if (next[groupOf[producer.index()]].insert(g).second) ++waiting[g];
            }
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t g = 0; g < groups.size(); ++g)
        if (waiting[g] == 0) ready.push(g);
    std::vector<Group> out;
    std::vector<bool> isPlaced(groups.size(), false);
    while (!ready.empty()) {
        const std::size_t g = ready.top();
        ready.pop();
        isPlaced[g] = true;
        out.push_back(groups[g]);
        for (const std::size_t follower : next[g])
            if (--waiting[follower] == 0) ready.push(follower);
    }
    for (std::size_t g = 0; g < groups.size(); ++g)
        if (!isPlaced[g]) out.push_back(groups[g]);
    return out;
}

/// Builds the snapshot of one network.
class Importer {
public:
    explicit Importer(const Network& network)
        : m_network(network), m_groups(topological(network, groupByOrigin(network))),
          m_groupOf(groupOfLayer(network, m_groups)), m_valueOf(network.tensorCount(), -1) {}

    GraphSnapshotPtr run() {
        m_out->title = "Imported";
        for (const TensorId input : m_network.inputs()) addInput(input);
        for (std::size_t g = 0; g < m_groups.size(); ++g) addGroup(g);
        for (const NetworkOutput& output : m_network.outputs()) addOutput(output);
        return m_out;
    }

private:
    std::int32_t valueOf(TensorId id) {
        std::int32_t& slot = m_valueOf[id.index()];
        if (slot >= 0) return slot;
        const Tensor& tensor = m_network.tensor(id);
        slot = static_cast<std::int32_t>(m_out->values.size());
        GraphValue value{.name = tensor.name, .type = std::string(toString(tensor.type)), .shape = toString(tensor.dims)};
        if (tensor.dims.isStatic()) value.bytes = storageBytes(tensor.type, tensor.dims, Format::linear());
        value.isConstant = tensor.constant && !m_network.producer(id).valid() && !tensor.isInput;
        m_out->values.push_back(std::move(value));
        return slot;
    }

    std::int32_t addNode(GraphNode node) {
        m_out->nodes.push_back(std::move(node));
        return static_cast<std::int32_t>(m_out->nodes.size() - 1);
    }

    void addInput(TensorId id) {
        const std::int32_t value = valueOf(id);
        GraphValue& input = m_out->values[static_cast<std::size_t>(value)];
        GraphNode node{.name = input.name, .op = "Input", .category = Category::Input, .dataType = input.type};
        node.outputs.push_back(value);
        addTensor(node.properties, "Outputs", input, nullptr);
        input.producer = addNode(std::move(node));
    }

    void addOutput(const NetworkOutput& output) {
        const std::int32_t value = valueOf(output.tensor);
        GraphValue& tensor = m_out->values[static_cast<std::size_t>(value)];
        GraphNode node{.name = output.name, .op = "Output", .category = Category::Output, .dataType = tensor.type};
        node.inputs.push_back(value);
        addTensor(node.properties, "Inputs", tensor, nullptr);
        addConsumer(tensor, addNode(std::move(node)));
    }

    /// The layer that does most of a group's arithmetic; its family gives the colour.
    const Layer& mainLayer(const Group& group) const {
        const Layer* best = nullptr;
        double most = -1;
        for (const LayerId id : group.layers) {
            const Layer& layer = m_network.layer(id);
            const std::vector<TensorInfo> inputs = m_network.anchorInputs(layer);
            const std::vector<TensorType> outputs = m_network.outputTypes(layer);
            const double flops = workOf(LayerView(*layer.def, layer.attrs, inputs), outputs).flops;
            if (flops > most) most = flops, best = &layer;
        }
        return best ? *best : m_network.layer(group.layers.front());
    }

    bool isSeenOutside(TensorId id, std::size_t group) const {
        if (m_network.isOutput(id) || m_network.consumers(id).empty()) return true;
        return std::ranges::any_of(m_network.consumers(id),
                                   [&](LayerId reader) { return m_groupOf[reader.index()] != group; });
    }

    void addGroup(std::size_t g) {
        const Group& group = m_groups[g];
        const Layer& main = mainLayer(group);
        GraphNode node{.name = main.name, .op = std::string(main.def->kind.name), .category = categoryOf(*main.def)};
        if (group.origin && *group.origin < m_network.origins().size()) {
            const Origin& origin = m_network.origins()[*group.origin];
            node.name = origin.name;
            node.op = origin.op;
            node.origins = {*group.origin};
        }
        const auto index = static_cast<std::int32_t>(m_out->nodes.size());
        connect(node, g, index);
        for (const LayerId id : group.layers) {
            const Layer& layer = m_network.layer(id);
            const std::string kind(layer.def->kind.name);
            addAttributes(node.properties, group.layers.size() == 1 ? "Attributes" : "Attributes (" + kind + ")", *layer.def,
                          layer.attrs);
        }
        describeTensors(node);
        addOrigins(node.properties, node.origins, m_network.origins());
        addNode(std::move(node));
    }

    void connect(GraphNode& node, std::size_t g, std::int32_t index) {
        for (const LayerId id : m_groups[g].layers) {
            const Layer& layer = m_network.layer(id);
            for (const TensorId input : layer.inputs) {
                const LayerId producer = m_network.producer(input);
                if (producer.valid() && m_groupOf[producer.index()] == g) continue;
                const std::int32_t value = valueOf(input);
                rememberWeight(value, input);
                node.inputs.push_back(value);
                addConsumer(m_out->values[static_cast<std::size_t>(value)], index);
            }
            for (const TensorId output : layer.outputs) {
                if (!isSeenOutside(output, g)) continue;
                const std::int32_t value = valueOf(output);
                node.outputs.push_back(value);
                m_out->values[static_cast<std::size_t>(value)].producer = index;
            }
        }
        if (!node.outputs.empty()) node.dataType = m_out->values[static_cast<std::size_t>(node.outputs.front())].type;
    }

    void rememberWeight(std::int32_t value, TensorId id) {
        if (m_out->values[static_cast<std::size_t>(value)].isConstant) m_weights[value] = m_network.tensor(id).constant.get();
    }

    void describeTensors(GraphNode& node) const {
        for (const std::int32_t value : node.inputs) {
            const auto weight = m_weights.find(value);
            addTensor(node.properties, "Inputs", m_out->values[static_cast<std::size_t>(value)],
                      weight == m_weights.end() ? nullptr : weight->second);
        }
        for (const std::int32_t value : node.outputs)
            addTensor(node.properties, "Outputs", m_out->values[static_cast<std::size_t>(value)], nullptr);
    }

    const Network& m_network;
    std::vector<Group> m_groups;
    std::vector<std::size_t> m_groupOf;
    std::vector<std::int32_t> m_valueOf;
    std::map<std::int32_t, const Constant*> m_weights;
    std::shared_ptr<GraphSnapshot> m_out = std::make_shared<GraphSnapshot>();
};

}  // namespace

GraphSnapshotPtr makeImportedGraph(const Network& network) { return Importer(network).run(); }

}  // namespace planscope::inspect
