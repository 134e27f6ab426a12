// SPDX-License-Identifier: Apache-2.0
// A layer whose inputs are all known is computed now. Small values were already computed when the layer was added
// (Network::kFoldBytes); larger ones are computed here by the reference kernels, up to a bound of work.
// Post-condition: no layer of small known inputs is left.
#include "engine/base/check.h"
#include "engine/network/evaluate.h"
#include "engine/passes/pass.h"

#include <algorithm>

namespace planscope::passes::fold_constants {
namespace {

constexpr double kMaxFlops = 2e9;
constexpr double kMaxBytes = 512.0 * 1024 * 1024;

Result<std::vector<ConstantPtr>> evaluated(const Network& network, const Layer& layer) {
    std::vector<ConstantPtr> inputs;
    for (const TensorId id : layer.inputs) inputs.push_back(network.tensor(id).constant);
    return evaluateLayer(network, layer, inputs);
}

bool isAffordable(const Network& network, const Layer& layer) {
    const std::vector<TensorInfo> infos = network.anchorInputs(layer);
    const LayerView view(*layer.def, layer.attrs, infos);
    const auto types = layer.def->bound ? layer.def->bound(view) : network.outputTypes(layer);
    if (!types) return false;
    const Work work = workOf(view, *types);
    return work.flops <= kMaxFlops && work.bytes <= kMaxBytes;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const auto isKnown = [&](TensorId t) { return network.tensor(t).constant != nullptr; };
    std::vector<ConstantPtr> values;
    if (std::ranges::all_of(layer.outputs, isKnown)) {
        for (const TensorId output : layer.outputs) values.push_back(network.tensor(output).constant);
    } else {
        if (!std::ranges::all_of(layer.inputs, isKnown) || !isAffordable(network, layer)) return std::nullopt;
        PS_ASSIGN(values, evaluated(network, layer));
    }
    Patch patch(network, "the value of '" + layer.name + "' is known before run time");
    for (std::size_t i = 0; i < values.size(); ++i)
        patch.redirect(layer.outputs[i], patch.addConstant(network.tensor(layer.outputs[i]).name, values[i]));
    patch.drop(id);
    return patch;
}

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fold_constants", .before = "f(constant)", .after = "constant", .anchors = {}, .rewrite = rewrite};

}  // namespace planscope::passes::fold_constants
