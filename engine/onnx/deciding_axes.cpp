// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/deciding_axes.h"

#include "engine/network/extent.h"

#include <algorithm>
#include <optional>

namespace planscope::onnx {
namespace {

/// Numbers that most networks accept as an extent: windows and strides need some room.
constexpr std::int64_t kTrials[] = {64, 512, 1, 16, 4096};

std::vector<std::int64_t> openExtents(const Network& network) {
    std::vector<std::int64_t> out;
    for (const TensorId input : network.inputs())
        for (const std::int64_t e : network.tensor(input).dims)
            if (!extent::isNumber(e) && std::ranges::find(out, e) == out.end()) out.push_back(e);
    return out;
}

/// The layers that `value` is computed by, producers first.
std::vector<LayerId> layersBehind(const Network& network, TensorId value) {
    std::vector<bool> isWanted(network.tensorCount(), false);
    isWanted[value.index()] = true;
    std::vector<LayerId> order = network.topologicalOrder(), out;
    std::ranges::reverse(order);
    for (const LayerId id : order) {
        const Layer& layer = network.layer(id);
        if (std::ranges::none_of(layer.outputs, [&](TensorId output) { return isWanted[output.index()]; })) continue;
        for (const TensorId input : layer.inputs) isWanted[input.index()] = true;
        out.push_back(id);
    }
    std::ranges::reverse(out);
    return out;
}

/// The same computation with numbers for some extents of the inputs.
class Trial {
public:
    Trial(const Network& network, std::span<const std::int64_t> extents, std::int64_t number)
        : m_network(network), m_extents(extents), m_number(number), m_copies(network.tensorCount()) {}

    bool decides(TensorId value, std::span<const LayerId> layers) {
        for (const LayerId id : layers)
            if (!add(m_network.layer(id))) return false;
        return m_trial.tensor(copyOf(value)).constant != nullptr;
    }

private:
    TensorId copyOf(TensorId id) {
        std::optional<TensorId>& copy = m_copies[id.index()];
        if (copy) return *copy;
        const Tensor& tensor = m_network.tensor(id);
        if (tensor.constant) copy = m_trial.addConstant(tensor.name, tensor.constant);
        else copy = m_trial.addInput(tensor.name, tensor.type, numbered(tensor.dims));
        return *copy;
    }

    Dims numbered(Dims dims) const {
        for (std::int64_t& e : dims)
            if (std::ranges::find(m_extents, e) != m_extents.end()) e = m_number;
        return dims;
    }

    bool add(const Layer& layer) {
        LayerSpec spec{.name = layer.name, .def = layer.def, .attrs = layer.attrs};
        for (const TensorId input : layer.inputs) spec.inputs.push_back(copyOf(input));
        spec.epilogue = layer.epilogue;
        spec.epilogueInputs = layer.epilogueInputs;
        const Result<LayerId> added = m_trial.addLayer(std::move(spec));
        if (!added) return false;
        for (std::size_t i = 0; i < layer.outputs.size(); ++i) m_copies[layer.outputs[i].index()] = m_trial.layer(*added).outputs[i];
        return true;
    }

    const Network& m_network;
    std::span<const std::int64_t> m_extents;
    std::int64_t m_number;
    Network m_trial;
    std::vector<std::optional<TensorId>> m_copies;
};

bool decide(const Network& network, TensorId value, std::span<const LayerId> layers, std::span<const std::int64_t> extents) {
    return std::ranges::any_of(kTrials, [&](std::int64_t number) { return Trial(network, extents, number).decides(value, layers); });
}

/// The first axis of each extent.
std::vector<OpenAxis> axesOf(const Network& network, std::span<const std::int64_t> extents) {
    std::vector<OpenAxis> out;
    for (const std::int64_t wanted : extents)
        for (const TensorId input : network.inputs()) {
            const Tensor& tensor = network.tensor(input);
            const auto at = std::ranges::find(tensor.dims, wanted);
            if (at == tensor.dims.end()) continue;
            out.push_back({tensor.name, static_cast<int>(at - tensor.dims.begin()), std::string(network.extentName(wanted))});
            break;
        }
    return out;
}

}  // namespace

std::vector<OpenAxis> decidingAxes(const Network& network, TensorId value) {
    const std::vector<std::int64_t> extents = openExtents(network);
    const std::vector<LayerId> layers = layersBehind(network, value);
    for (const std::int64_t& e : extents)
        if (decide(network, value, layers, std::span(&e, 1))) return axesOf(network, std::span(&e, 1));
    return !extents.empty() && decide(network, value, layers, extents) ? axesOf(network, extents) : std::vector<OpenAxis>{};
}

}  // namespace planscope::onnx
