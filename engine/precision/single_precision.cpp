// SPDX-License-Identifier: Apache-2.0
#include "engine/precision/single_precision.h"

#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "engine/network/names.h"
#include "engine/precision/copy.h"
#include "engine/precision/half_weights.h"

#include <algorithm>

namespace planscope::precision {
namespace {

class Widener {
public:
    explicit Widener(const Network& from) : m_from(from), m_float(from.tensorCount()), m_own(from.tensorCount()) {}

    Result<Network> run() {
        m_to = withoutLayers(m_from, m_own);
        for (const LayerId id : m_from.topologicalOrder()) PS_TRY(addLayer(m_from.layer(id)));
        for (const NetworkOutput& output : m_from.outputs()) {
            PS_ASSIGN(const TensorId tensor, own(output.tensor, {}));
            m_to.markOutput(output.name, tensor);
        }
        return std::move(m_to);
    }

private:
    bool isHalf(TensorId old) const { return m_from.tensor(old).type == DataType::Half; }

    Result<TensorId> cast(TensorId from, DataType type, const std::vector<OriginId>& origins) {
        const std::string name = fmt::format("{} ({})", m_to.tensor(from).name, toString(type));
        PS_ASSIGN(const LayerId id, m_to.addLayer({.name = "Cast of " + m_to.tensor(from).name, .def = &layers::cast::def,
                                                   .attrs = Attrs::of(layers::cast::Attrs{.to = type}), .inputs = {from},
                                                   .origins = origins, .outputNames = {name}}));
        return m_to.layer(id).outputs.front();
    }

    /// In the type that the tensor has in the model.
    Result<TensorId> own(TensorId old, const std::vector<OriginId>& origins) {
        TensorId& made = m_own[old.index()];
        if (made.valid()) return made;
        const Tensor& tensor = m_from.tensor(old);
        if (tensor.constant) {
            made = m_to.addConstant(tensor.name, tensor.constant);
            return made;
        }
        PS_ASSIGN(made, cast(m_float[old.index()], tensor.type, origins));
        return made;
    }

    /// In Float where it is Half in the model.
    Result<TensorId> computed(TensorId old, const std::vector<OriginId>& origins) {
        if (!isHalf(old)) return own(old, origins);
        TensorId& made = m_float[old.index()];
        if (made.valid()) return made;
        const Tensor& tensor = m_from.tensor(old);
        if (tensor.constant) {
            made = m_to.addConstant(tensor.name, widened(*tensor.constant));
            return made;
        }
        PS_ASSIGN(made, cast(m_own[old.index()], DataType::Float, origins));
        return made;
    }

    static bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }

    Status addLayer(const Layer& layer) {
        const bool isCast = layer.is(layers::cast::kind) && layer.epilogue.empty();
        const TensorId first = layer.outputs.front();
        if (isCast && isReal(m_from.tensor(layer.inputs[0]).type) && isReal(m_from.tensor(first).type)) {
            PS_ASSIGN((isHalf(first) ? m_float : m_own)[first.index()], computed(layer.inputs[0], layer.origins));
            return {};
        }
        LayerSpec spec = specOf(m_from, layer);
        if (isCast && isHalf(first)) spec.attrs = Attrs::of(layers::cast::Attrs{.to = DataType::Float});
        const bool asksForTypes = layer.def->evaluate || layer.def->category == Category::Control;
        for (const TensorId input : layer.inputs) {
            PS_ASSIGN(spec.inputs.emplace_back(), asksForTypes ? own(input, layer.origins) : computed(input, layer.origins));
        }
        PS_ASSIGN(const LayerId id, m_to.addLayer(std::move(spec)));
        for (std::size_t k = 0; k < layer.outputs.size(); ++k) keep(layer.outputs[k], m_to.layer(id).outputs[k]);
        return {};
    }

    void keep(TensorId old, TensorId made) {
        const bool isWide = isHalf(old) && m_to.tensor(made).type == DataType::Float;
        (isWide ? m_float : m_own)[old.index()] = made;
    }

    const Network& m_from;
    std::vector<TensorId> m_float, m_own;
    Network m_to;
};

}  // namespace

bool hasHalf(const Network& network) {
    const auto isHalf = [&](TensorId id) { return network.tensor(id).type == DataType::Half; };
    return std::ranges::any_of(network.topologicalOrder(), [&](LayerId id) {
        const Layer& layer = network.layer(id);
        return std::ranges::any_of(layer.inputs, isHalf) || std::ranges::any_of(layer.outputs, isHalf);
    });
}

Result<Network> inSinglePrecision(const Network& network) { return Widener(network).run(); }

}  // namespace planscope::precision
