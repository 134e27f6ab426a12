// SPDX-License-Identifier: Apache-2.0
// move(dequantize(x)) = dequantize(move(x)) for layers that only move elements or take maxima, so that they move integers. A
// concatenation needs one scale and zero point for all its inputs. Must not fire where a layer fills in values of its own.
#include "engine/layers/concatenation.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/pooling.h"
#include "engine/layers/resize.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/quantizers.h"

namespace planscope::passes::dequantize_after_movement {
namespace {

/// The dequantize layer of the first input, if all moved inputs have one like it.
std::optional<Dequantized> commonDequantizer(const Network& network, const Layer& layer, int moved) {
    const auto first = dequantizedBy(network, layer.inputs[0]);
    if (!first || !first->quantizer.isPerTensor() || first->quantizer.type == DataType::Int32) return std::nullopt;
    for (int i = 1; i < moved; ++i) {
        const auto other = dequantizedBy(network, layer.inputs[static_cast<std::size_t>(i)]);
        if (!other || !(other->quantizer == first->quantizer)) return std::nullopt;
    }
    return first;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const int moved = movedInputs(layer);
    if (moved == 0 || network.tensor(layer.outputs[0]).constant) return std::nullopt;
    const auto first = commonDequantizer(network, layer, moved);
    if (!first) return std::nullopt;
    const Layer& dequantize = network.layer(first->layer);
    std::vector<TensorId> inputs = layer.inputs;
    for (int i = 0; i < moved; ++i)
        inputs[static_cast<std::size_t>(i)] = dequantizedBy(network, inputs[static_cast<std::size_t>(i)])->integers;
    Patch patch(network, "'" + layer.name + "' moves the integers before '" + dequantize.name + "'");
    const std::string& name = network.tensor(layer.outputs[0]).name;
    const TensorId integers = patch.addLayer({.name = layer.name, .def = layer.def, .attrs = layer.attrs, .inputs = inputs,
                                              .origins = layer.origins, .outputNames = {name + "_quantised"}});
    std::vector<TensorId> parameters{integers};
    parameters.insert(parameters.end(), dequantize.inputs.begin() + 1, dequantize.inputs.end());
    const TensorId out = patch.addLayer({.name = dequantize.name, .def = dequantize.def, .attrs = dequantize.attrs,
                                         .inputs = parameters, .origins = dequantize.origins, .outputNames = {name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::concatenation::kind, layers::pooling::kind, layers::resize::kind, layers::shuffle::kind,
                                  layers::slice::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "dequantize_after_movement", .before = "shuffle(dequantize(x))", .after = "dequantize(shuffle(x))",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::dequantize_after_movement
