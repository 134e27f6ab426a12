// SPDX-License-Identifier: Apache-2.0
#include "engine/precision/decide.h"

#include "engine/base/check.h"
#include "engine/network/names.h"

#include <algorithm>
#include <ranges>

namespace planscope::precision {
namespace {

bool isShapeInput(const LayerDef& def, std::size_t input) { return input < 32 && (def.shapeInputs >> input & 1U) != 0; }

/// Tensors from which the values of shape inputs are computed, those included.
std::vector<bool> tensorsThatDecideShapes(const Network& network) {
    std::vector<bool> out(network.tensorCount());
    for (const LayerId id : network.topologicalOrder() | std::views::reverse) {
        const Layer& layer = network.layer(id);
        const bool decides = !layer.def->readsShapesOnly && std::ranges::any_of(layer.outputs, [&](TensorId t) { return out[t.index()]; });
        for (std::size_t i = 0; i < layer.inputs.size(); ++i)
            if (decides || isShapeInput(*layer.def, i)) out[layer.inputs[i].index()] = true;
    }
    return out;
}

template <class Ids>
bool anyIs(const Network& network, const Ids& ids, DataType type) {
    return std::ranges::any_of(ids, [&](TensorId id) { return network.tensor(id).type == type; });
}

bool touches(const Network& network, const Layer& layer, DataType type) {
    return anyIs(network, layer.inputs, type) || anyIs(network, layer.outputs, type);
}

/// What the kind computes in on the types that it has.
DataType nativeType(const Network& network, const Layer& layer) {
    for (const DataType type : {DataType::Int8, DataType::Half, DataType::Float})
        if (touches(network, layer, type)) return type;
    return layer.outputs.empty() ? DataType::Int32 : network.tensor(layer.outputs.front()).type;
}

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }

}  // namespace

Decider::Decider(const Network& network, const PrecisionOptions& options)
    : m_network(network), m_options(options), m_decidesShapes(tensorsThatDecideShapes(network)) {}

/// Empty where the layer can be FP16.
std::string Decider::whyNotHalf(const Layer& layer) const {
    const LayerDef& def = *layer.def;
    if (!touches(m_network, layer, DataType::Float)) return "it has no real numbers";
    if (touches(m_network, layer, DataType::Int8) || touches(m_network, layer, DataType::UInt8)) return "it works on quantised numbers";
    if (def.evaluate) return "it is control flow, whose bodies are decided on their own";
    if (!def.whySinglePrecision.empty()) return std::string(def.whySinglePrecision);
    if (def.bound) return "the values that it selects decide extents";
    if (std::ranges::any_of(layer.outputs, [&](TensorId t) { return m_decidesShapes[t.index()]; })) return "its result decides extents";
    return {};
}

/// Empty where the layer can be computed in `wanted`.
std::string Decider::whyNot(DataType wanted, const Layer& layer) const {
    const DataType native = nativeType(m_network, layer);
    if (wanted == native) return {};
    if (wanted == DataType::Int8) return "nothing says how its numbers are quantised";
    if (!isReal(wanted)) return "its numbers are not of that type";
    if (wanted == DataType::Float) return fmt::format("its tensors are {} in the model", toString(native));
    if (!m_options.fp16) return "FP16 is not allowed";
    return whyNotHalf(layer);
}

Status Decider::refuse(const Layer& layer, Decision& out, std::string sentence) const {
    if (m_options.constraints == PrecisionConstraints::Obey)
        return fail(Error{Code::Option, fmt::format("layer '{}' ({})", layer.name, layer.def->kind.name), std::move(sentence),
                          "Ask for prefer instead of obey, or for another type."});
    out.refusals.push_back(std::move(sentence));
    return {};
}

void Decider::decideFreely(const Layer& layer, Decision& out) const {
    const DataType native = nativeType(m_network, layer);
    out.actual = toString(native);
    if (native != DataType::Float) {
        out.reason = fmt::format("its tensors are {}", out.actual);
        return;
    }
    const std::string single = m_options.fp16 ? whyNotHalf(layer) : std::string("nothing else is allowed");
    if (single.empty()) {
        out = {Numerics::Half, {}, "f16", "FP16: allowed by --fp16", std::move(out.refusals)};
        return;
    }
    if (m_options.tf32 && isProductOperand(*layer.def, 0)) {
        out = {Numerics::Tf32, {}, "tf32", "TF32: allowed by --tf32", std::move(out.refusals)};
        return;
    }
    out.reason = "FP32: " + single;
}

/// The result is rounded inside the layer where all its real outputs are kept alike, by casts behind it otherwise.
Status Decider::decideOutputs(const Layer& layer, Decision& out) const {
    const DataType natural = out.numerics == Numerics::Half ? DataType::Half : DataType::Float;
    for (const TensorId id : layer.outputs) {
        const DataType type = m_network.tensor(id).type;
        out.outputs.push_back(type == DataType::Float ? natural : type);
    }
    if (m_options.constraints == PrecisionConstraints::None) return {};
    for (std::size_t k = 0; k < layer.request.outputTypes.size() && k < layer.outputs.size(); ++k) {
        const auto wanted = layer.request.outputTypes[k];
        if (!wanted || *wanted == out.outputs[k]) continue;
        const bool isFree = m_network.tensor(layer.outputs[k]).type == DataType::Float && isReal(*wanted);
        const bool mayBeHalf = m_options.fp16 && !m_decidesShapes[layer.outputs[k].index()];
        if (isFree && (*wanted == DataType::Float || mayBeHalf)) {
            out.outputs[k] = *wanted;
            if (*wanted == DataType::Float) out.numerics = Numerics::HalfToFloat;
            continue;
        }
        const char* const why = isFree && !m_options.fp16 ? "FP16 is not allowed" : isFree ? "its value decides extents" : "its numbers are not of that type";
        PS_TRY(refuse(layer, out, fmt::format("output {} cannot be kept as {}: {}", k, toString(*wanted), why)));
    }
    return {};
}

Result<Decision> Decider::decide(const Layer& layer) const {
    Decision out;
    const bool isAsked = layer.request.precision && m_options.constraints != PrecisionConstraints::None;
    const DataType wanted = layer.request.precision.value_or(DataType::Float);
    const std::string obstacle = isAsked ? whyNot(wanted, layer) : std::string();
    if (!obstacle.empty()) PS_TRY(refuse(layer, out, fmt::format("it cannot be computed in {}: {}", toString(wanted), obstacle)));
    if (isAsked && obstacle.empty()) {
        const bool becomesHalf = wanted == DataType::Half && nativeType(m_network, layer) == DataType::Float;
        out.numerics = becomesHalf ? Numerics::Half : Numerics::Native;
        out.actual = toString(wanted);
        out.reason = "asked for";
    } else {
        decideFreely(layer, out);
    }
    PS_TRY(decideOutputs(layer, out));
    return out;
}

}  // namespace planscope::precision
