// SPDX-License-Identifier: Apache-2.0
#include "engine/precision/assign.h"

#include "engine/base/check.h"
#include "engine/layers/cast.h"
#include "engine/layers/pointwise.h"
#include "engine/network/names.h"
#include "engine/precision/copy.h"
#include "engine/precision/decide.h"

#include <algorithm>

namespace planscope::precision {
namespace {

bool isReal(DataType type) { return type == DataType::Float || type == DataType::Half; }

std::string requestText(const PrecisionRequest& request) {
    const auto word = [](const std::optional<DataType>& type) { return type ? std::string(toString(*type)) : std::string("any"); };
    if (request.empty()) return {};
    std::string out = word(request.precision);
    for (std::size_t i = 0; i < request.outputTypes.size(); ++i) out += (i == 0 ? "[" : ", ") + word(request.outputTypes[i]);
    return request.outputTypes.empty() ? out : out + ']';
}

std::string weightsText(const HalfWeights& weights) {
    return fmt::format("of {} weights {} exceed 65504 and become infinite, {} become subnormal and {} zero in FP16", weights.total,
                       weights.infinite, weights.subnormal, weights.zero);
}

/// A program of one input and one step, which converts it.
bool isCast(const PointwiseProgram& program) {
    return program.stepCount == 2 && program.steps[0].op == PointwiseOp::Input && program.steps[1].op == PointwiseOp::Cast;
}

/// Builds the new network layer by layer.
class Assigner {
public:
    Assigner(const Network& from, const PrecisionOptions& options)
        : m_from(from), m_options(options), m_decider(from, options), m_tensors(from.tensorCount()), m_weights(from.tensorCount()) {}

    Result<Assignment> run() {
        std::vector<TensorId> inputs(m_from.tensorCount());
        to() = withoutLayers(m_from, inputs);
        for (const TensorId id : m_from.inputs()) m_tensors[id.index()].base = inputs[id.index()];
        for (const LayerId id : m_from.topologicalOrder()) PS_TRY(within("precision", addLayer(m_from.layer(id))));
        for (const NetworkOutput& output : m_from.outputs()) {
            PS_ASSIGN(const TensorId tensor, inType(output.tensor, m_from.tensor(output.tensor).type, output.name, {}));
            to().markOutput(output.name, tensor);
        }
        warnOfWeights();
        return std::move(m_out);
    }

private:
    /// A tensor of the old network in the new one.
    struct Versions {
        TensorId base;               ///< as its producer leaves it; invalid: not made yet
        TensorId asFloat, asHalf;    ///< converted
        TensorId& in(DataType type) { return type == DataType::Half ? asHalf : asFloat; }
    };

    Network& to() { return m_out.network; }

    /// A known value needs no cast.
    TensorId constantIn(TensorId old, DataType type) {
        const Tensor& tensor = m_from.tensor(old);
        if (tensor.type == type) return to().addConstant(tensor.name, tensor.constant);
        const std::string name = fmt::format("{} ({})", tensor.name, toString(type));
        if (type == DataType::Float) return to().addConstant(name, widened(*tensor.constant));
        RoundedConstant rounded = roundedToHalf(*tensor.constant);
        m_weights[old.index()] = rounded.counts;
        return to().addConstant(name, std::move(rounded.value));
    }

    Result<TensorId> cast(TensorId from, DataType type, std::string_view wantedBy, const std::vector<OriginId>& origins) {
        const std::string source = to().tensor(from).name;
        const std::string name = fmt::format("Cast of {} to {}", source, toString(type));
        PS_ASSIGN(const LayerId id, to().addLayer({.name = name, .def = &layers::cast::def,
                                                   .attrs = Attrs::of(layers::cast::Attrs{.to = type}), .inputs = {from},
                                                   .origins = origins, .outputNames = {fmt::format("{} ({})", source, toString(type))}}));
        m_out.layers.push_back({name, {}, std::string(toString(type)), {type}, fmt::format("'{}' wants {}", wantedBy, toString(type)), {}});
        return to().layer(id).outputs.front();
    }

    Result<TensorId> inType(TensorId old, DataType type, std::string_view wantedBy, const std::vector<OriginId>& origins) {
        Versions& versions = m_tensors[old.index()];
        const Tensor& tensor = m_from.tensor(old);
        if (tensor.constant && (!versions.base.valid() || to().tensor(versions.base).type != type)) {
            TensorId& made = tensor.type == type ? versions.base : versions.in(type);
            if (!made.valid()) made = constantIn(old, type);
            return made;
        }
        if (to().tensor(versions.base).type == type) return versions.base;
        TensorId& made = versions.in(type);
        if (made.valid()) return made;
        PS_ASSIGN(made, cast(versions.base, type, wantedBy, origins));
        return made;
    }

    bool isKnown(const Layer& layer) const {
        return std::ranges::all_of(layer.outputs, [&](TensorId id) { return m_from.tensor(id).constant != nullptr; });
    }

    /// Casts of the model between Float and Half say how tensors are kept, which is decided here anew.
    bool isStorageCast(const Layer& layer) const {
        const bool casts = layer.is(layers::cast::kind) || (layer.is(layers::pointwise::kind) && isCast(layer.attrs.as<layers::pointwise::Attrs>().program));
        return m_options.fp16 && casts && layer.epilogue.empty() && !isKnown(layer) &&
               isReal(m_from.tensor(layer.inputs[0]).type) && isReal(m_from.tensor(layer.outputs[0]).type);
    }

    Status addLayer(const Layer& layer) {
        PS_ASSERT(layer.numerics == Numerics::Native, "'{}' has its precision already", layer.name);
        if (isStorageCast(layer)) {
            PS_ASSIGN(m_tensors[layer.outputs[0].index()].base, inType(layer.inputs[0], DataType::Half, layer.name, layer.origins));
            return {};
        }
        Decision decision;
        if (!isKnown(layer)) {
            PS_ASSIGN(decision, m_decider.decide(layer));
        }
        HalfWeights weights;
        PS_ASSIGN(const LayerId id, addInNumerics(layer, decision.numerics, weights));
        for (std::size_t k = 0; k < layer.outputs.size(); ++k) keepValue(layer.outputs[k], to().layer(id).outputs[k]);
        if (isKnown(layer)) return {};
        record(layer, decision, weights);
        for (std::size_t k = 0; k < layer.outputs.size(); ++k) PS_TRY(keepIn(layer, k, decision.outputs[k]));
        return {};
    }

    Result<LayerId> addInNumerics(const Layer& layer, Numerics numerics, HalfWeights& weights) {
        LayerSpec spec = specOf(m_from, layer);
        spec.numerics = numerics;
        for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
            const TensorId old = layer.inputs[i];
            const bool decidesShape = i < 32 && (layer.def->shapeInputs >> i & 1U) != 0;
            const bool isHalf = readsHalfAsFloat(numerics) && m_from.tensor(old).type == DataType::Float && !decidesShape;
            PS_ASSIGN(spec.inputs.emplace_back(), inType(old, isHalf ? DataType::Half : m_from.tensor(old).type, layer.name, layer.origins));
            if (isHalf && m_from.tensor(old).constant) weights += m_weights[old.index()];
        }
        return to().addLayer(std::move(spec));
    }

    /// Passes may know more than inference finds out again.
    void keepValue(TensorId old, TensorId made) {
        m_tensors[old.index()].base = made;
        const Tensor& before = m_from.tensor(old);
        if (before.constant && !to().tensor(made).constant && to().tensor(made).type == before.type) to().setKnownValue(made, before.constant);
    }

    Status keepIn(const Layer& layer, std::size_t k, DataType type) {
        TensorId& base = m_tensors[layer.outputs[k].index()].base;
        if (to().tensor(base).type == type) return {};
        PS_ASSIGN(base, cast(base, type, layer.name, layer.origins));
        return {};
    }

    void record(const Layer& layer, const Decision& decision, const HalfWeights& weights) {
        AssignedLayer row{layer.name, requestText(layer.request), decision.actual, decision.outputs, decision.reason, weights};
        for (const std::string& refusal : decision.refusals) {
            row.reason += "; " + refusal;
            m_out.warnings.push_back({Code::Option, fmt::format("layer '{}' ({})", layer.name, layer.def->kind.name), refusal, {}});
        }
        m_out.layers.push_back(std::move(row));
    }

    /// Each overflow is named, since it makes results infinite; small weights are summed up, since nearly every network has some.
    void warnOfWeights() {
        constexpr const char* kHint = "Keep such layers in FP32, or train the network with smaller weights.";
        std::size_t layers = 0;
        HalfWeights sum;
        for (const AssignedLayer& row : m_out.layers) {
            if (row.weights.infinite > 0)
                m_out.warnings.push_back({Code::Value, fmt::format("layer '{}'", row.layer), weightsText(row.weights), kHint});
            if (row.weights.subnormal + row.weights.zero == 0) continue;
            ++layers;
            sum += row.weights;
        }
        if (layers > 0)
            m_out.warnings.push_back({Code::Value, {}, fmt::format("{} layer{}: {}", layers, layers == 1 ? "" : "s", weightsText(sum)), {}});
    }

    const Network& m_from;
    const PrecisionOptions& m_options;
    Decider m_decider;
    std::vector<Versions> m_tensors;
    std::vector<HalfWeights> m_weights;
    Assignment m_out;
};

}  // namespace

Result<Assignment> assignPrecision(const Network& network, const PrecisionOptions& options) { return Assigner(network, options).run(); }

bool changesPrecision(const Network& network, const PrecisionOptions& options) {
    if (options.fp16 || options.int8 || options.tf32) return true;
    const auto isAsked = [&](LayerId id) { return !network.layer(id).request.empty(); };
    return options.constraints != PrecisionConstraints::None && std::ranges::any_of(network.topologicalOrder(), isAsked);
}

}  // namespace planscope::precision
