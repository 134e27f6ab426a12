// SPDX-License-Identifier: Apache-2.0
// reshape(normalization(reshape(x))) with x [N,C,...] seen as [N,G,rest] and back is a normalization of x in G groups. The
// inner scale and bias must be constants, one per group; they become one per channel. What follows per channel is folded in by
// fold_affine_into_normalization. One group for all channels stays: its weights per channel have no fast kernel.
#include "engine/layers/normalization.h"
#include "engine/layers/shuffle.h"
#include "engine/network/extent.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

#include <algorithm>

namespace planscope::passes::fuse_group_normalization {
namespace {

bool isAll(const Tensor& weight, float number) {
    return weight.constant && weight.type == DataType::Float && std::ranges::all_of(weight.constant->floats(), [&](float v) { return v == number; });
}

/// How many of the last inputs change nothing: a bias of zeros, then a scale of ones.
std::size_t neutralWeights(const Network& network, const Layer& layer) {
    std::size_t out = 0;
    if (layer.inputs.size() == 3 && isAll(network.tensor(layer.inputs[2]), 0)) ++out;
    if (layer.inputs.size() - out == 2 && isAll(network.tensor(layer.inputs[1]), 1)) ++out;
    return out;
}

/// A constant per group as one per channel, [C,1...]; nothing if it is something else.
std::optional<std::vector<double>> spread(const Tensor& weight, std::int64_t groups, std::int64_t channels) {
    if (!weight.constant || weight.type != DataType::Float) return std::nullopt;
    const auto numbers = perChannel(*weight.constant, {1, groups, 1});
    if (!numbers) return std::nullopt;
    std::vector<double> out;
    for (std::int64_t c = 0; c < channels; ++c) out.push_back((*numbers)[static_cast<std::size_t>(c / (channels / groups))]);
    return out;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& after = network.layer(id);
    const auto innerId = isPureReshape(after) ? ownedProducer(network, id, 0, layers::normalization::kind, declines) : std::nullopt;
    if (!innerId) return std::nullopt;
    const Layer& inner = network.layer(*innerId);
    const auto beforeId = isPlain(inner) ? ownedProducer(network, inner, 0, layers::shuffle::kind) : std::nullopt;
    if (!beforeId || !isPureReshape(network.layer(*beforeId))) return std::nullopt;
    const Layer& before = network.layer(*beforeId);
    const Dims &x = network.tensor(before.inputs[0]).dims, &seen = network.tensor(inner.inputs[0]).dims;
    auto attrs = inner.attrs.as<layers::normalization::Attrs>();
    if (seen.rank != 3 || attrs.axes != 4 || attrs.groups != 1 || x.rank < 3) return std::nullopt;
    if (!(network.tensor(after.outputs[0]).dims == x)) return declines.because("'{}' is not seen as it was before '{}'", network.tensor(before.inputs[0]).name, before.name);
    const bool groups = x[0] == seen[0] && extent::isNumber(x[1]) && extent::isNumber(seen[1]) && seen[1] > 0 && x[1] % seen[1] == 0;
    if (!groups) return declines.because("'{}' does not divide the channels of '{}' into groups", before.name, network.tensor(before.inputs[0]).name);
    if (seen[1] == 1) return declines.because("all channels are one group");

    Patch patch(network, "'" + inner.name + "' normalises in groups of channels");
    Dims weightDims = Dims::filled(x.rank - 1, 1);
    weightDims[0] = x[1];
    std::vector<TensorId> inputs{before.inputs[0]};
    for (std::size_t i = 1; i < inner.inputs.size() - neutralWeights(network, inner); ++i) {
        const Tensor& weight = network.tensor(inner.inputs[i]);
        const auto numbers = spread(weight, seen[1], x[1]);
        if (!numbers) return declines.because("'{}' is not a constant per group", weight.name);
        inputs.push_back(patch.addConstant(weight.name, floatConstant(weightDims, *numbers)));
    }
    attrs.axes = ((1U << x.rank) - 1) & ~3U;
    attrs.groups = seen[1] == x[1] ? 1 : static_cast<int>(seen[1]);
    const TensorId out = patch.addLayer({.name = before.name + " + " + joinedName(inner, after), .def = inner.def,
                                         .attrs = Attrs::of(attrs), .inputs = inputs,
                                         .origins = joinedOrigins(before, inner), .outputNames = {network.tensor(after.outputs[0]).name}});
    patch.redirect(after.outputs[0], out);
    for (const LayerId drop : {id, *innerId, *beforeId}) patch.drop(drop);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::shuffle::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fuse_group_normalization", .before = "reshape(normalization(reshape(x)))",
                     .after = "normalization(x) in groups", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fuse_group_normalization
