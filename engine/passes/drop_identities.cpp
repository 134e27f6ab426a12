// SPDX-License-Identifier: Apache-2.0
// Identity layers, casts to the type that is already there, and shuffles that move nothing.
// Must not fire where a network output would become a network input or constant: outputs need a layer that writes them.
#include "engine/layers/cast.h"
#include "engine/layers/identity.h"
#include "engine/layers/shuffle.h"
#include "engine/passes/pass.h"

namespace planscope::passes::drop_identities {
namespace {

bool isIdentityPermutation(const Dims& permutation) {
    for (int i = 0; i < permutation.rank; ++i)
        if (permutation[i] != i) return false;
    return true;
}

bool movesNothing(const Layer& layer, const Tensor& in, const Tensor& out) {
    if (in.type != out.type || !(in.dims == out.dims)) return false;
    if (!layer.is(layers::shuffle::kind)) return true;
    const auto& attrs = layer.attrs.as<layers::shuffle::Attrs>();
    return isIdentityPermutation(attrs.firstTranspose) && isIdentityPermutation(attrs.secondTranspose);
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const TensorId in = layer.inputs[0], out = layer.outputs[0];
    if (!layer.epilogue.empty() || !movesNothing(layer, network.tensor(in), network.tensor(out))) return std::nullopt;
    if (network.isOutput(out) && !network.producer(in).valid()) return std::nullopt;
    Patch patch(network, "'" + layer.name + "' changes nothing");
    patch.redirect(out, in);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::identity::kind, layers::cast::kind, layers::shuffle::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "drop_identities", .before = "identity(x)", .after = "x", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::drop_identities
