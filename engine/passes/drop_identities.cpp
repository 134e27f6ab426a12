// SPDX-License-Identifier: Apache-2.0
// Identity layers, casts to the type that is already there, shuffles that move nothing, slices of everything, concatenations of
// one tensor, poolings of single elements, and a ReLU of a ReLU.
// Must not fire where a network output would become a network input, a constant or another output: each needs a layer of its own.
#include "engine/layers/activation.h"
#include "engine/layers/cast.h"
#include "engine/layers/concatenation.h"
#include "engine/layers/identity.h"
#include "engine/layers/pooling.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "engine/passes/pass.h"

#include <algorithm>

namespace planscope::passes::drop_identities {
namespace {

bool isIdentityPermutation(const Dims& permutation) {
    for (int i = 0; i < permutation.rank; ++i)
        if (permutation[i] != i) return false;
    return true;
}

bool isOnly(const Dims& dims, std::int64_t value) {
    return std::ranges::all_of(dims, [&](std::int64_t d) { return d == value; });
}

bool shuffleMovesNothing(const Network&, const Layer& layer) {
    const auto& attrs = layer.attrs.as<layers::shuffle::Attrs>();
    return isIdentityPermutation(attrs.firstTranspose) && isIdentityPermutation(attrs.secondTranspose);
}

bool sliceTakesAll(const Network& network, const Layer& layer) {
    const std::vector<TensorInfo> infos = network.anchorInputs(layer);
    const auto attrs = layers::slice::traced(LayerView(*layer.def, layer.attrs, infos));
    return attrs && isOnly(attrs->start, 0) && isOnly(layers::slice::resolvedStride(*attrs), 1);
}

bool joinsOne(const Network&, const Layer& layer) { return layer.inputs.size() == 1; }

bool poolsSingles(const Network&, const Layer& layer) {
    const auto& attrs = layer.attrs.as<layers::pooling::Attrs>();
    return layer.outputs.size() == 1 && isOnly(attrs.window, 1) && isOnly(attrs.stride, 1) && isOnly(attrs.prePadding, 0) && isOnly(attrs.postPadding, 0);
}

bool isRelu(const Layer& layer) {
    return layer.is(layers::activation::kind) && layer.attrs.as<layers::activation::Attrs>().kind == layers::activation::ActivationKind::Relu;
}

bool isReluOfRelu(const Network& network, const Layer& layer) {
    const LayerId producer = network.producer(layer.inputs[0]);
    return isRelu(layer) && producer.valid() && isRelu(network.layer(producer)) && network.layer(producer).epilogue.empty();
}

bool always(const Network&, const Layer&) { return true; }

/// What changes nothing where type and extents of input and output are the same, beyond that.
struct Row {
    LayerKind kind;
    bool (*changesNothing)(const Network&, const Layer&);
};
constexpr Row kRows[] = {
    {layers::identity::kind, always},           {layers::cast::kind, always},         {layers::shuffle::kind, shuffleMovesNothing},
    {layers::slice::kind, sliceTakesAll},       {layers::concatenation::kind, joinsOne}, {layers::pooling::kind, poolsSingles},
    {layers::activation::kind, isReluOfRelu},
};

bool changesNothing(const Network& network, const Layer& layer) {
    const Tensor &in = network.tensor(layer.inputs[0]), &out = network.tensor(layer.outputs[0]);
    if (in.type != out.type || !(in.dims == out.dims)) return false;
    return std::ranges::any_of(kRows, [&](const Row& row) { return layer.is(row.kind) && row.changesNothing(network, layer); });
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const TensorId in = layer.inputs[0], out = layer.outputs[0];
    if (!layer.epilogue.empty() || !changesNothing(network, layer)) return std::nullopt;
    if (network.isOutput(out) && (!network.producer(in).valid() || network.isOutput(in))) return std::nullopt;
    Patch patch(network, "'" + layer.name + "' changes nothing");
    patch.redirect(out, in);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::identity::kind, layers::cast::kind,    layers::shuffle::kind,   layers::slice::kind,
                                  layers::concatenation::kind, layers::pooling::kind, layers::activation::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "drop_identities", .before = "identity(x)", .after = "x", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::drop_identities
