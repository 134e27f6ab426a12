// SPDX-License-Identifier: Apache-2.0
#include "engine/quantization/implicit.h"

#include "engine/base/check.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/convolution.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/pooling.h"
#include "engine/layers/quantize.h"
#include "engine/layers/resize.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/passes/match.h"
#include "engine/passes/pipeline.h"
#include "engine/passes/product_weights.h"
#include "engine/quantization/quantised_weights.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace planscope::quantization {
namespace {

/// What has to happen to weights before they are quantised.
constexpr std::string_view kPreparation[] = {"fold_constants", "drop_identities", "drop_dead_layers", "merge_duplicates",
                                             "fold_padding_into_convolution", "fold_affine_into_convolution"};

/// Kinds that take integers where all their data are integers, or are content with rounded numbers.
constexpr LayerKind kFollowers[] = {layers::concatenation::kind, layers::elementwise::kind, layers::pooling::kind,
                                    layers::resize::kind,        layers::shuffle::kind,     layers::slice::kind};

Status prepare(Network& network, const std::stop_token& stop) {
    passes::PassOptions options;
    for (const passes::PipelineRow& row : passes::pipeline())
        if (std::ranges::find(kPreparation, row.rewrite->name) == std::end(kPreparation)) options.disabled.emplace_back(row.rewrite->name);
    return passes::runPipeline(network, options, stop).map([](const auto&) {});
}

bool isProduct(const Layer& layer) { return layer.is(layers::convolution::kind) || layer.is(layers::matrix_multiply::kind); }

class Quantiser {
public:
    Quantiser(Network& network, const Scales& scales, bool requestsBind) : m_network(network), m_scales(scales), m_requestsBind(requestsBind) {}

    Result<std::vector<LayerNote>> run() {
        for (const LayerId id : m_network.topologicalOrder())
            if (isProduct(m_network.layer(id))) PS_TRY(visit(id));
        return std::move(m_notes);
    }

private:
    Status visit(LayerId id) {
        const Layer& layer = m_network.layer(id);
        LayerNote& note = m_notes.emplace_back(LayerNote{layer.name, false, whyNot(layer)});
        if (!note.reason.empty()) return {};
        const std::string name = sourceOf(layer.inputs[0]);
        const TensorScale& scale = *m_scales.find(name);
        note.isInt8 = true;
        note.reason = fmt::format("INT8: scale {:g} of '{}' {}", scale.scale, name, toString(scale.source));
        return quantise(id, name, scale.scale);
    }

    /// The name under which a scale is known: that of what was quantised, where the tensor is the dequantised one.
    const std::string& sourceOf(TensorId tensor) const {
        const auto at = m_sources.find(tensor);
        return at == m_sources.end() ? m_network.tensor(tensor).name : at->second;
    }

    /// Empty where the layer can be INT8.
    std::string whyNot(const Layer& layer) const {
        const std::optional<DataType>& asked = layer.request.precision;
        if (m_requestsBind && asked && *asked != DataType::Int8) return "not INT8: another precision was asked for";
        if (!passes::isPlain(layer)) return "not INT8: it has an epilogue already";
        const Tensor &data = m_network.tensor(layer.inputs[0]), &weights = m_network.tensor(layer.inputs[1]);
        if (!weights.constant) return "not INT8: both factors are computed at run time";
        if (data.constant) return "not INT8: its value is known before run time";
        if (weights.type != DataType::Float || data.type != DataType::Float) return "not INT8: its numbers are not in single precision";
        const auto use = passes::productWeightsOf(m_network, layer);
        if (!use || !use->fitsInt32()) return "not INT8: its weights have a form that no integer kernel takes";
        if (!std::ranges::all_of(weights.constant->floats(), [](float w) { return std::isfinite(w); })) return "not INT8: its weights are not all finite";
        const std::string& source = sourceOf(layer.inputs[0]);
        if (!m_scales.find(source)) return fmt::format("not INT8: nothing says how '{}' is quantised", source);
        return {};
    }

    /// Whether every reader of a tensor, which is no output, may read it rounded.
    bool mayAllFollow(TensorId tensor) const {
        const auto follows = [&](LayerId id) {
            const Layer& layer = m_network.layer(id);
            if (isProduct(layer)) return layer.inputs[0] == tensor && whyNot(layer).empty();
            return std::ranges::any_of(kFollowers, [&](const LayerKind& kind) { return layer.is(kind); });
        };
        return !m_network.isOutput(tensor) && std::ranges::all_of(m_network.consumers(tensor), follows);
    }

    /// Replaces a product by one of dequantised integers. The first one of a tensor puts the quantiser behind it; all its readers read
    /// dequantised numbers then where none needs more, else the products alone.
    Status quantise(LayerId id, const std::string& name, float scale) {
        const TensorId data = m_network.layer(id).inputs[0];
        Patch patch(m_network, "'" + m_network.layer(id).name + "' multiplies integers");
        const bool isDone = m_sources.contains(data);
        const auto known = m_dequantised.find(data);
        TensorId real = isDone ? data : known == m_dequantised.end() ? TensorId() : known->second;
        const bool isFirst = !real.valid();
        if (isFirst) real = addQuantiser(patch, data, name, scale);
        replaceProduct(patch, id, real);
        if (isFirst && mayAllFollow(data)) patch.redirect(data, real);
        PS_TRY(m_network.apply(patch));
        const TensorId made = m_network.layer(LayerId(m_network.layerIdCount() - 1)).inputs[0];
        m_dequantised.emplace(data, made);
        m_sources.emplace(made, name);
        return {};
    }

    TensorId addQuantiser(Patch& patch, TensorId data, const std::string& name, float number) {
        const TensorId scale = patch.addConstant(name + "_scale", Constant::ofFloats({}, std::span(&number, 1)));
        const TensorId integers = patch.addLayer({.name = "Quantize " + name, .def = &layers::quantize::def,
                                                  .attrs = Attrs::of(layers::quantize::Attrs{.to = DataType::Int8}), .inputs = {data, scale},
                                                  .outputNames = {name + "_quantised"}});
        return patch.addLayer({.name = "Dequantize " + name, .def = &layers::dequantize::def,
                               .attrs = Attrs::of(layers::dequantize::Attrs{}), .inputs = {integers, scale},
                               .outputNames = {name + "_dequantised"}});
    }

    void replaceProduct(Patch& patch, LayerId id, TensorId data) {
        const Layer& layer = m_network.layer(id);
        const Tensor& weights = m_network.tensor(layer.inputs[1]);
        const int axis = passes::productWeightsOf(m_network, layer)->axis;
        const QuantisedWeights quantised = quantiseWeights(*weights.constant, axis);
        const TensorId scales = patch.addConstant(weights.name + "_scales", quantised.scales);
        const TensorId integers = patch.addConstant(weights.name + "_quantised", quantised.values);
        const TensorId real = patch.addLayer({.name = "Dequantize " + weights.name + " of " + layer.name, .def = &layers::dequantize::def,
                                              .attrs = Attrs::of(layers::dequantize::Attrs{.axis = axis}), .inputs = {integers, scales}});
        std::vector<TensorId> inputs = layer.inputs;
        inputs[0] = data;
        inputs[1] = real;
        const TensorId out = patch.addLayer({.name = layer.name, .def = layer.def, .attrs = layer.attrs, .inputs = inputs, .origins = layer.origins,
                                             .outputNames = {m_network.tensor(layer.outputs[0]).name}});
        patch.redirect(layer.outputs[0], out);
        patch.drop(id);
    }

    Network& m_network;
    const Scales& m_scales;
    bool m_requestsBind;
    std::vector<LayerNote> m_notes;
    std::map<TensorId, TensorId> m_dequantised;  ///< by what was quantised
    std::map<TensorId, std::string> m_sources;   ///< by dequantised tensor: the name of what was quantised
};

}  // namespace

bool isExplicit(const Network& network) {
    return std::ranges::any_of(network.topologicalOrder(), [&](LayerId id) { return network.layer(id).def->category == Category::Quantization; });
}

Scales assumedScales(const Network& network) {
    constexpr float kOfInputs = 2, kOfOthers = 4;
    Scales out;
    for (const TensorId id : network.inputs()) out.tensors[network.tensor(id).name] = {kOfInputs / kLargestInteger, ScaleSource::Assumed};
    for (const LayerId id : network.topologicalOrder())
        for (const TensorId output : network.layer(id).outputs)
            if (network.tensor(output).type == DataType::Float)
                out.tensors.try_emplace(network.tensor(output).name, TensorScale{kOfOthers / kLargestInteger, ScaleSource::Assumed});
    return out;
}

Result<std::vector<LayerNote>> makeExplicit(Network& network, const Scales& scales, bool requestsBind, std::stop_token stop) {
    PS_TRY(prepare(network, stop));
    return Quantiser(network, scales, requestsBind).run();
}

}  // namespace planscope::quantization
