// SPDX-License-Identifier: Apache-2.0
// A layer whose outputs nobody reads and no network output shows is dropped.
// Post-condition: every layer contributes to some output.
#include "engine/passes/pass.h"

#include <algorithm>

namespace planscope::passes::drop_dead_layers {
namespace {

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const bool used = std::ranges::any_of(layer.outputs, [&](TensorId output) {
        return !network.consumers(output).empty() || network.isOutput(output);
    });
    if (used) return std::nullopt;
    Patch patch(network, "nothing reads the result of '" + layer.name + "'");
    patch.drop(id);
    return patch;
}

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "drop_dead_layers", .before = "f(x), unused", .after = "", .anchors = {}, .rewrite = rewrite};

}  // namespace planscope::passes::drop_dead_layers
