// SPDX-License-Identifier: Apache-2.0
// quantize(move(x)) = move(quantize(x)) for layers that only move elements or take maxima, so that they move integers; rounding
// keeps the order of values, so maxima stay what they are. The moved value must have no other reader. Does not look at
// values that are known: they are folded.
#include "engine/layers/quantize.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/quantizers.h"

namespace planscope::passes::quantize_before_movement {
namespace {

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& quantize = network.layer(id);
    const auto quantizer = quantizerOf(network, quantize);
    const TensorId value = quantize.inputs[0];
    const LayerId moverId = network.producer(value);
    if (!quantizer || !quantizer->isPerTensor() || !moverId.valid() || !soleReader(network, value)) return std::nullopt;
    const Layer& mover = network.layer(moverId);
    const int moved = movedInputs(mover);
    if (moved == 0 || network.tensor(value).constant) return std::nullopt;
    Patch patch(network, "'" + mover.name + "' moves the integers after '" + quantize.name + "'");
    std::vector<TensorId> inputs = mover.inputs;
    for (int i = 0; i < moved; ++i) {
        TensorId& input = inputs[static_cast<std::size_t>(i)];
        std::vector<TensorId> parameters{input};
        parameters.insert(parameters.end(), quantize.inputs.begin() + 1, quantize.inputs.end());
        const std::string suffix = moved > 1 ? "_" + std::to_string(i) : "";
        input = patch.addLayer({.name = quantize.name + suffix, .def = quantize.def, .attrs = quantize.attrs, .inputs = parameters,
                                .origins = quantize.origins, .outputNames = {network.tensor(input).name + "_quantised"}});
    }
    const TensorId out = patch.addLayer({.name = mover.name, .def = mover.def, .attrs = mover.attrs, .inputs = inputs,
                                         .origins = mover.origins, .outputNames = {network.tensor(quantize.outputs[0]).name}});
    patch.redirect(quantize.outputs[0], out);
    patch.drop(id);
    patch.drop(moverId);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::quantize::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "quantize_before_movement", .before = "quantize(shuffle(x))", .after = "shuffle(quantize(x))",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::quantize_before_movement
