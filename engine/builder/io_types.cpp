// SPDX-License-Identifier: Apache-2.0
#include "engine/builder/io_types.h"

#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/quantize.h"
#include "engine/network/names.h"
#include "engine/passes/quantizers.h"
#include "engine/precision/copy.h"

#include <algorithm>
#include <optional>

namespace planscope {
namespace {

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }

class Retyper {
public:
    explicit Retyper(const Network& from) : m_from(from), m_tensors(from.tensorCount()) {}

    Result<Network> run(std::span<const DataType> inputs, std::span<const DataType> outputs) {
        m_to = precision::emptyLike(m_from);
        for (std::size_t i = 0; i < inputs.size(); ++i) PS_TRY(addInput(m_from.inputs()[i], inputs[i]));
        for (const LayerId id : m_from.topologicalOrder()) PS_TRY(addLayer(m_from.layer(id)));
        for (std::size_t i = 0; i < outputs.size(); ++i) PS_TRY(addOutput(m_from.outputs()[i], outputs[i]));
        return std::move(m_to);
    }

private:
    Status addInput(TensorId id, DataType type) {
        const Tensor& tensor = m_from.tensor(id);
        TensorId& made = m_tensors[id.index()];
        if (tensor.type == type) {
            made = m_to.addInput(tensor.name, type, tensor.dims);
            return {};
        }
        const std::string role = "input '" + tensor.name + "'";
        PS_TRY(checkChange(role, tensor.type, type));
        made = m_to.addInput(tensor.name, type, tensor.dims);
        if (type != DataType::Int8) {
            PS_ASSIGN(made, cast(made, tensor.type, "Cast of " + tensor.name));
            return {};
        }
        const std::optional<float> scale = scaleOfReaders(id);
        PS_CHECK(scale, Code::Option, "{} cannot be int8: what reads it does not quantise it to Int8 with one scale", role);
        PS_ASSIGN(made, scaled(made, *scale, &layers::dequantize::def, Attrs::of(layers::dequantize::Attrs{}), "Dequantize of " + tensor.name));
        return {};
    }

    Status addOutput(const NetworkOutput& output, DataType type) {
        const DataType own = m_from.tensor(output.tensor).type;
        const TensorId made = mapped(output.tensor);
        if (own == type) return m_to.markOutput(output.name, made), Status{};
        const std::string role = "output '" + output.name + "'";
        PS_TRY(checkChange(role, own, type));
        TensorId changed;
        if (type != DataType::Int8) {
            PS_ASSIGN(changed, cast(made, type, "Cast to " + output.name));
        } else {
            const auto source = passes::dequantizedBy(m_from, output.tensor);
            PS_CHECK(source && isPlain(source->quantizer), Code::Option, "{} cannot be int8: it is not dequantised from Int8 with one scale", role);
            PS_ASSIGN(changed, scaled(made, source->quantizer.scales.front(), &layers::quantize::def,
                                      Attrs::of(layers::quantize::Attrs{.to = DataType::Int8}), "Quantize to " + output.name));
        }
        m_to.markOutput(output.name, changed);
        return {};
    }

    Status checkChange(const std::string& role, DataType own, DataType wanted) const {
        const bool isPossible = isReal(own) && (isReal(wanted) || (own == DataType::Float && wanted == DataType::Int8));
        PS_CHECK(isPossible, Code::Option, "{} is {} in the model, which cannot be had as {}", role, toString(own), toString(wanted));
        return {};
    }

    static bool isPlain(const passes::KnownQuantizer& q) { return q.type == DataType::Int8 && q.isPerTensor() && q.zeroPoint == 0; }

    std::optional<float> scaleOfReaders(TensorId id) const {
        std::optional<float> scale;
        if (m_from.isOutput(id)) return std::nullopt;
        for (const LayerId reader : m_from.consumers(id)) {
            const Layer& layer = m_from.layer(reader);
            const auto quantizer = passes::quantizerOf(m_from, layer);
            const bool fits = quantizer && layer.is(layers::quantize::kind) && isPlain(*quantizer);
            if (!fits || (scale && *scale != quantizer->scales.front())) return std::nullopt;
            scale = quantizer->scales.front();
        }
        return scale;
    }

    Result<TensorId> cast(TensorId from, DataType type, std::string name) {
        PS_ASSIGN(const LayerId id, m_to.addLayer({.name = std::move(name), .def = &layers::cast::def,
                                                   .attrs = Attrs::of(layers::cast::Attrs{.to = type}), .inputs = {from}}));
        return m_to.layer(id).outputs.front();
    }

    Result<TensorId> scaled(TensorId from, float scale, const LayerDef* def, Attrs attrs, std::string name) {
        const TensorId number = m_to.addConstant(name + " scale", Constant::ofFloats({}, std::span(&scale, 1)));
        PS_ASSIGN(const LayerId id, m_to.addLayer({.name = std::move(name), .def = def, .attrs = std::move(attrs), .inputs = {from, number}}));
        return m_to.layer(id).outputs.front();
    }

    TensorId mapped(TensorId old) {
        TensorId& made = m_tensors[old.index()];
        const Tensor& tensor = m_from.tensor(old);
        if (!made.valid() && tensor.constant) made = m_to.addConstant(tensor.name, tensor.constant);
        return made;
    }

    Status addLayer(const Layer& layer) {
        LayerSpec spec = precision::specOf(m_from, layer);
        for (const TensorId input : layer.inputs) spec.inputs.push_back(mapped(input));
        PS_ASSIGN(const LayerId id, m_to.addLayer(std::move(spec)));
        for (std::size_t k = 0; k < layer.outputs.size(); ++k) {
            const TensorId made = m_to.layer(id).outputs[k];
            m_tensors[layer.outputs[k].index()] = made;
            const ConstantPtr& known = m_from.tensor(layer.outputs[k]).constant;
            if (known && !m_to.tensor(made).constant) m_to.setKnownValue(made, known);
        }
        return {};
    }

    const Network& m_from;
    std::vector<TensorId> m_tensors;
    Network m_to;
};

}  // namespace

Result<Network> withBorderTypes(const Network& network, std::span<const DataType> inputs, std::span<const DataType> outputs) {
    return Retyper(network).run(inputs, outputs);
}

}  // namespace planscope
