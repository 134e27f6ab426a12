// SPDX-License-Identifier: Apache-2.0
// concat(a, b, c) beside concat(a, b) joins c to the shorter one: dense blocks join all that came before again and again, and
// what is joined to its own end need not be copied (engine/memory/shared_storage.h).
#include "engine/layers/concatenation.h"
#include "engine/passes/pass.h"

#include <algorithm>

namespace planscope::passes::nest_concatenations {
namespace {

using layers::concatenation::Attrs;

bool isAlike(const Layer& a, const Layer& b) {
    return b.is(layers::concatenation::kind) && b.epilogue.empty() && a.attrs.as<Attrs>().axis == b.attrs.as<Attrs>().axis;
}

bool beginsWith(const std::vector<TensorId>& whole, const std::vector<TensorId>& head) {
    return head.size() < whole.size() && std::ranges::equal(head, std::span(whole).first(head.size()));
}

/// The longest other concatenation of the first tensors of `layer`.
std::optional<LayerId> longestHead(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    std::optional<LayerId> best;
    for (const LayerId other : network.consumers(layer.inputs[0])) {
        const Layer& candidate = network.layer(other);
        if (other == id || !isAlike(layer, candidate) || candidate.inputs.size() < 2 || candidate.inputs[0] != layer.inputs[0]) continue;
        if (!beginsWith(layer.inputs, candidate.inputs)) {
            declines.because("'{}' begins with '{}' too, but goes on otherwise", candidate.name, network.tensor(layer.inputs[0]).name);
            continue;
        }
        if (!best || candidate.inputs.size() > network.layer(*best).inputs.size()) best = other;
    }
    return best;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    if (layer.inputs.size() < 3 || !layer.epilogue.empty()) return std::nullopt;
    const auto headId = longestHead(network, id, declines);
    if (!headId) return std::nullopt;
    const Layer& head = network.layer(*headId);
    std::vector<TensorId> inputs{head.outputs[0]};
    inputs.insert(inputs.end(), layer.inputs.begin() + static_cast<std::ptrdiff_t>(head.inputs.size()), layer.inputs.end());
    Patch patch(network, "'" + layer.name + "' begins with '" + head.name + "'");
    const TensorId out = patch.addLayer({.name = layer.name, .def = layer.def, .attrs = layer.attrs, .inputs = inputs, .origins = layer.origins,
                                         .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::concatenation::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "nest_concatenations", .before = "concat(a, b), concat(a, b, c)", .after = "concat(concat(a, b), c)",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::nest_concatenations
