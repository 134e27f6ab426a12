// SPDX-License-Identifier: Apache-2.0
#include "engine/network/body.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>

namespace planscope {
namespace {

TensorType typeOf(const Network& network, TensorId id) { return {network.tensor(id).type, network.tensor(id).dims}; }

std::vector<TensorType> outputTypes(const Network& network) {
    std::vector<TensorType> out;
    for (const NetworkOutput& output : network.outputs()) out.push_back(typeOf(network, output.tensor));
    return out;
}

bool hasTypes(const Network& body, std::span<const TensorType> inputs) {
    return std::ranges::equal(body.inputs(), inputs, [&](TensorId id, const TensorType& type) { return typeOf(body, id) == type; });
}

/// The body again, its inputs having other extents.
class Copy {
public:
    explicit Copy(const Network& from) : m_from(from), m_ids(from.tensorCount()) { m_to.name = from.name; }

    Result<Network> withInputs(std::span<const TensorType> inputs) {
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const TensorId id = m_from.inputs()[i];
            m_ids[id.index()] = m_to.addInput(m_from.tensor(id).name, inputs[i].type, inputs[i].dims);
        }
        for (std::size_t i = 0; i < m_ids.size(); ++i) {
            const Tensor& tensor = m_from.tensor(TensorId(i));
            if (tensor.constant && !m_from.producer(TensorId(i)).valid()) m_ids[i] = m_to.addConstant(tensor.name, tensor.constant);
        }
        for (const LayerId id : m_from.topologicalOrder()) PS_TRY(addLayer(m_from.layer(id)));
        for (const NetworkOutput& output : m_from.outputs()) m_to.markOutput(output.name, m_ids[output.tensor.index()]);
        return std::move(m_to);
    }

private:
    Status addLayer(const Layer& layer) {
        LayerSpec spec{.name = layer.name, .def = layer.def, .attrs = layer.attrs, .epilogue = layer.epilogue, .epilogueInputs = layer.epilogueInputs};
        for (const TensorId input : layer.inputs) spec.inputs.push_back(m_ids[input.index()]);
        for (const TensorId output : layer.outputs) spec.outputNames.push_back(m_from.tensor(output).name);
        PS_ASSIGN(const LayerId id, m_to.addLayer(std::move(spec)));
        for (std::size_t i = 0; i < layer.outputs.size(); ++i) m_ids[layer.outputs[i].index()] = m_to.layer(id).outputs[i];
        return {};
    }

    const Network& m_from;
    Network m_to;
    std::vector<TensorId> m_ids;
};

bool decidesExtents(const Network& body) {
    for (std::size_t i = 0; i < body.tensorCount(); ++i)
        if (body.decidesExtents(TensorId(i))) return true;
    return false;
}

/// Where the body decides extents, only those of its inputs are known to be its callers'.
std::vector<TensorType> withoutOwnExtents(const Network& body, std::vector<TensorType> types) {
    if (!decidesExtents(body)) return types;
    const auto isGiven = [&](std::int64_t extent) {
        return extent::isNumber(extent) || std::ranges::any_of(body.inputs(), [&](TensorId id) {
                   const Dims& dims = body.tensor(id).dims;
                   return std::find(dims.begin(), dims.end(), extent) != dims.end();
               });
    };
    for (TensorType& type : types)
        for (std::int64_t& extent : type.dims)
            if (!isGiven(extent)) extent = extent::kAnonymous;
    return types;
}

}  // namespace

Dims declaredNumbers(Dims given, const Dims& declared) {
    for (int i = 0; i < given.rank && given.rank == declared.rank; ++i)
        if (!extent::isNumber(given[i]) && extent::isNumber(declared[i])) given[i] = declared[i];
    return given;
}

Result<std::vector<TensorType>> inferBody(const Network& body, std::span<const TensorType> inputs) {
    PS_CHECK(inputs.size() == body.inputs().size(), Code::Arity, "the network has {} inputs, {} are given", body.inputs().size(),
             inputs.size());
    std::vector<TensorType> types(inputs.begin(), inputs.end());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Tensor& own = body.tensor(body.inputs()[i]);
        types[i].dims = declaredNumbers(inputs[i].dims, own.dims);
        PS_CHECK(inputs[i].type == own.type && extent::mayEqual(inputs[i].dims, own.dims), Code::DataType, "input '{}' is {}[{}], given is {}[{}]",
                 own.name, toString(own.type), toString(own.dims), toString(inputs[i].type), toString(inputs[i].dims));
    }
    if (hasTypes(body, types)) return withoutOwnExtents(body, outputTypes(body));
    PS_ASSIGN(const Network bound, Copy(body).withInputs(types));
    return withoutOwnExtents(bound, outputTypes(bound));
}

Work workOf(const Network& body) {
    Work out;
    for (const LayerId id : body.topologicalOrder()) {
        const Layer& layer = body.layer(id);
        const std::vector<TensorInfo> infos = body.anchorInputs(layer);
        const Work work = workOf(LayerView(*layer.def, layer.attrs, infos), body.outputTypes(layer));
        out.flops += work.flops;
        out.bytes += work.bytes;
    }
    return out;
}

std::vector<const Network*> bodiesOf(const LayerDef& def, const Attrs& attrs) {
    std::vector<const Network*> out;
    for (const AttrField& field : def.fields) {
        const AttrValue value = field.read(attrs.data());
        const Body* const body = std::get_if<Body>(&value);
        if (body && body->network) out.push_back(body->network.get());
    }
    return out;
}

}  // namespace planscope
