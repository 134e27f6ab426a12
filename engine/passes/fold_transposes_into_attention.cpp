// SPDX-License-Identifier: Apache-2.0
// attention(transpose(q), transpose(k), transpose(v)) and transpose(attention(...)) read and write through permutations of their
// own. Transposes that something else reads stay for it. Only whole transposes: reshapes are left to merge_shuffles, later.
#include "engine/layers/attention.h"
#include "engine/layers/shuffle.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::fold_transposes_into_attention {
namespace {

using Attrs = layers::attention::Attrs;

/// First `a`, then `b`, where an empty one changes nothing.
Dims composed(const Dims& a, const Dims& b) {
    if (a.rank == 0 || b.rank == 0) return a.rank == 0 ? b : a;
    Dims out;
    for (const std::int64_t axis : b) out.push(a[static_cast<int>(axis)]);
    return out;
}

Patch replaced(const Network& network, LayerId id, const Layer& turned, const Attrs& attrs, std::vector<TensorId> inputs, TensorId result) {
    const Layer& layer = network.layer(id);
    Patch patch(network, "'" + layer.name + "' does the transpose of '" + turned.name + "'");
    const TensorId out = patch.addLayer({.name = layer.name, .def = layer.def, .attrs = planscope::Attrs::of(attrs), .inputs = std::move(inputs),
                                         .epilogue = layer.epilogue, .epilogueInputs = layer.epilogueInputs,
                                         .origins = joinedOrigins(turned, layer), .outputNames = {network.tensor(result).name}});
    patch.redirect(result, out);
    patch.drop(id);
    return patch;
}

std::optional<Patch> foldOperand(const Network& network, LayerId id) {
    constexpr Dims Attrs::* kAxes[] = {&Attrs::queryAxes, &Attrs::keyAxes, &Attrs::valueAxes};
    const Layer& layer = network.layer(id);
    for (std::size_t i = 0; i < 3; ++i) {
        const LayerId producer = network.producer(layer.inputs[i]);
        const auto axes = producer.valid() ? transposeOf(network.layer(producer)) : std::nullopt;
        if (!axes) continue;
        Attrs attrs = layer.attrs.as<Attrs>();
        attrs.*kAxes[i] = composed(*axes, attrs.*kAxes[i]);
        std::vector<TensorId> inputs = layer.inputs;
        inputs[i] = network.layer(producer).inputs[0];
        return replaced(network, id, network.layer(producer), attrs, std::move(inputs), layer.outputs[0]);
    }
    return std::nullopt;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    if (!isPlain(layer)) return std::nullopt;
    if (auto patch = foldOperand(network, id)) return patch;
    for (const LayerId reader : network.consumers(layer.outputs[0])) {
        const auto axes = transposeOf(network.layer(reader));
        if (!axes) continue;
        if (!soleReader(network, layer.outputs[0])) return declines.because("{}", otherReaders(network, layer.outputs[0], reader));
        Attrs attrs = layer.attrs.as<Attrs>();
        attrs.outputAxes = composed(attrs.outputAxes, *axes);
        Patch patch = replaced(network, id, network.layer(reader), attrs, layer.inputs, network.layer(reader).outputs[0]);
        patch.drop(reader);
        return patch;
    }
    return std::nullopt;
}

constexpr LayerKind kAnchors[] = {layers::attention::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fold_transposes_into_attention", .before = "transpose(attention(transpose(q), k, v))",
                     .after = "attention(q, k, v) with axes", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fold_transposes_into_attention
