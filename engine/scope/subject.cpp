// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/subject.h"

#include "engine/layers/dequantize.h"
#include "engine/layers/quantize.h"

#include <algorithm>

namespace planscope::scope {
namespace {

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }

bool isMeant(const Network& network, const Layer& layer, const std::string& name) {
    return name == "*" || name == layer.name || std::ranges::any_of(layer.origins, [&](OriginId id) { return network.origins()[id].name == name; });
}

/// The first row that names the layer, or the one for all.
const LayerTypes* requestFor(const Question& question, const Layer& layer) {
    const std::vector<LayerTypes>& rows = question.plan.precision.layerPrecisions;
    const LayerTypes* all = nullptr;
    for (const LayerTypes& row : rows) {
        if (row.types.empty() || !isMeant(question.network, layer, row.layer)) continue;
        if (row.layer != "*") return &row;
        all = &row;
    }
    return all;
}

/// All real tensors that it reads at run time come from dequantisation.
bool readsIntegers(const Network& network, const Layer& layer) {
    bool reads = false;
    for (const TensorId id : layer.inputs) {
        const Tensor& tensor = network.tensor(id);
        if (!isReal(tensor.type) || (tensor.constant && !network.producer(id).valid())) continue;
        const LayerId producer = network.producer(id);
        if (!producer.valid() || !network.layer(producer).is(layers::dequantize::kind)) return false;
        reads = true;
    }
    return reads;
}

Precision precisionOf(DataType type) {
    if (type == DataType::Int8) return Precision::Int8;
    return type == DataType::Half ? Precision::Fp16 : Precision::Fp32;
}

Precision precisionOf(const Question& question, const Layer& layer, const LayerTypes* asked) {
    const Network& network = question.network;
    const auto isRealTensor = [&](TensorId id) { return isReal(network.tensor(id).type); };
    if (layer.is(layers::quantize::kind) || layer.is(layers::dequantize::kind)) return Precision::Other;
    if (std::ranges::none_of(layer.outputs, isRealTensor) && std::ranges::none_of(layer.inputs, isRealTensor)) return Precision::Other;
    if (asked) return precisionOf(asked->types.front());
    if (question.plan.precision.int8 && readsIntegers(network, layer)) return Precision::Int8;
    const bool isHalf = question.plan.precision.fp16 && layer.def->whySinglePrecision.empty();
    const bool isStoredHalf = std::ranges::any_of(layer.outputs, [&](TensorId id) { return network.tensor(id).type == DataType::Half; });
    return isHalf || isStoredHalf ? Precision::Fp16 : Precision::Fp32;
}

}  // namespace

Subjects::Subjects(const Question& question) {
    const Network& network = question.network;
    m_facts.reserve(network.layerIdCount());
    m_subjects.reserve(network.layerIdCount());
    for (std::uint32_t i = 0; i < network.layerIdCount(); ++i) {
        const LayerId id(i);
        if (!network.isAlive(id)) continue;
        const Layer& layer = network.layer(id);
        auto facts = std::make_unique<Facts>();
        facts->inputs = network.anchorInputs(layer);
        for (const TensorId output : layer.outputs) facts->outputs.push_back({network.tensor(output).type, network.tensor(output).dims});
        const LayerTypes* const asked = requestFor(question, layer);
        m_subjects.push_back({question, id, layer, LayerView(*layer.def, layer.attrs, facts->inputs), facts->outputs, precisionOf(question, layer, asked), asked != nullptr});
        m_facts.push_back(std::move(facts));
    }
}

ImageExtents imageExtents(const Dims& dims) {
    const int r = dims.rank;
    ImageExtents out;
    if (r == 1) out.c = dims[0];
    if (r == 2) out = {dims[0], dims[1], 1, 1};
    if (r >= 3) out = {dims.volume(0, r - 3), dims[r - 3], dims[r - 2], dims[r - 1]};
    return out;
}

std::string_view toString(Precision precision) {
    constexpr std::string_view words[] = {"other", "FP32", "FP16", "INT8"};
    return words[static_cast<std::size_t>(precision)];
}

}  // namespace planscope::scope
