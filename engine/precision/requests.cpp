// SPDX-License-Identifier: Apache-2.0
#include "engine/precision/requests.h"

#include "engine/base/check.h"

#include <algorithm>

namespace planscope::precision {
namespace {

constexpr std::string_view kAllLayers = "*";

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }

bool hasRealNumbers(const Network& network, const Layer& layer) {
    const auto isRealTensor = [&](TensorId id) { return isReal(network.tensor(id).type); };
    const auto isKnown = [&](TensorId id) { return network.tensor(id).constant != nullptr; };
    if (std::ranges::all_of(layer.outputs, isKnown)) return false;
    return std::ranges::any_of(layer.inputs, isRealTensor) || std::ranges::any_of(layer.outputs, isRealTensor);
}

bool isCalled(const Network& network, const Layer& layer, const std::string& name) {
    return layer.name == name ||
           std::ranges::any_of(layer.origins, [&](OriginId id) { return network.origins()[id].name == name; });
}

/// One list of rows; remembers which of them named something.
class Rows {
public:
    explicit Rows(const std::vector<LayerTypes>& rows) : m_rows(rows), m_isUsed(rows.size()) {}

    /// The row of the layer's name, else that of all layers; null: none.
    const LayerTypes* find(const Network& network, const Layer& layer) {
        const LayerTypes* all = nullptr;
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            if (m_rows[i].layer == kAllLayers) all = &m_rows[i];
            else if (isCalled(network, layer, m_rows[i].layer)) {
                m_isUsed[i] = true;
                return &m_rows[i];
            }
        }
        return all && hasRealNumbers(network, layer) ? all : nullptr;
    }

    void warnOfUnused(std::vector<Error>& warnings) const {
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            if (!m_isUsed[i] && m_rows[i].layer != kAllLayers)
                warnings.push_back({Code::Option, {}, fmt::format("a precision is asked of '{}', but no layer or node has that name", m_rows[i].layer), {}});
    }

private:
    const std::vector<LayerTypes>& m_rows;
    std::vector<bool> m_isUsed;
};

}  // namespace

Result<std::vector<Error>> applyRequests(Network& network, const PrecisionOptions& options) {
    std::vector<Error> warnings;
    if (options.layerPrecisions.empty() && options.layerOutputTypes.empty()) return warnings;
    if (options.constraints == PrecisionConstraints::None) {
        warnings.push_back({Code::Option, {}, "layer precisions and output types have no effect without precision constraints", "Ask for prefer or obey."});
        return warnings;
    }
    Rows precisions(options.layerPrecisions), outputTypes(options.layerOutputTypes);
    for (const LayerId id : network.topologicalOrder()) {
        const Layer& layer = network.layer(id);
        PrecisionRequest request = layer.request;
        if (const LayerTypes* row = precisions.find(network, layer)) request.precision = row->types.front();
        if (const LayerTypes* row = outputTypes.find(network, layer)) {
            const std::size_t count = std::min(row->types.size(), layer.outputs.size());
            request.outputTypes.assign(row->types.begin(), row->types.begin() + static_cast<std::ptrdiff_t>(count));
        }
        network.setRequest(id, std::move(request));
    }
    precisions.warnOfUnused(warnings);
    outputTypes.warnOfUnused(warnings);
    return warnings;
}

}  // namespace planscope::precision
