// SPDX-License-Identifier: Apache-2.0
// Two layers of one kind with equal attributes and inputs compute the same; the later one is dropped.
// Must not fire where both are network outputs: each binding needs its own tensor.
#include "engine/passes/pass.h"

namespace planscope::passes::merge_duplicates {
namespace {

bool isSame(const Layer& a, const Layer& b) {
    return a.def == b.def && a.inputs == b.inputs && a.epilogueInputs == b.epilogueInputs && a.epilogue == b.epilogue &&
           a.numerics == b.numerics && a.request == b.request && equalAttrs(*a.def, a.attrs, b.attrs);
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    if (layer.inputs.empty()) return std::nullopt;
    for (const LayerId other : network.consumers(layer.inputs[0])) {
        if (other >= id) break;
        if (!isSame(network.layer(other), layer)) continue;
        for (const TensorId output : layer.outputs)
            if (network.isOutput(output)) return declines.because("it repeats '{}', but is an output of the network", network.layer(other).name);
        Patch patch(network, "'" + layer.name + "' repeats '" + network.layer(other).name + "'");
        for (std::size_t i = 0; i < layer.outputs.size(); ++i) patch.redirect(layer.outputs[i], network.layer(other).outputs[i]);
        patch.drop(id);
        return patch;
    }
    return std::nullopt;
}

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "merge_duplicates", .before = "f(x), f(x)", .after = "f(x)", .anchors = {}, .rewrite = rewrite};

}  // namespace planscope::passes::merge_duplicates
