// SPDX-License-Identifier: Apache-2.0
// normalization(x) * c and normalization(x) + c take the constant as scale or bias. The constant must be one number, one per
// channel or one per normalised element: the forms that fast kernels read. A product after a bias stays.
#include "engine/layers/elementwise.h"
#include "engine/layers/normalization.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

#include <bit>

namespace planscope::passes::fold_affine_into_normalization {
namespace {

using layers::elementwise::ElementwiseKind;

/// One number, [C,1...] for axes from 2 on, or the extents of the normalised axes.
bool isWeight(const Dims& weight, const Dims& x, const layers::normalization::Attrs& attrs) {
    if (weight.rank > x.rank || !weight.isStatic()) return false;
    if (weight.volume() == 1) return true;
    const int first = std::countr_zero(attrs.axes), lead = x.rank - weight.rank;
    bool perChannel = first >= 2, perElement = attrs.groups == 1;
    for (int i = 0; i < x.rank; ++i) {
        const std::int64_t extent = i < lead ? 1 : weight[i - lead];
        perChannel = perChannel && extent == (i == 1 ? x[1] : 1);
        perElement = perElement && extent == (i >= first ? x[i] : 1);
    }
    return perChannel || perElement;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    const ElementwiseKind kind = layer.attrs.as<layers::elementwise::Attrs>().kind;
    if (!isPlain(layer) || (kind != ElementwiseKind::Sum && kind != ElementwiseKind::Prod)) return std::nullopt;
    for (int slot = 0; slot < 2; ++slot) {
        const Tensor& weight = network.tensor(layer.inputs[static_cast<std::size_t>(1 - slot)]);
        if (!weight.constant || weight.type != DataType::Float) continue;
        const auto innerId = ownedProducer(network, id, slot, layers::normalization::kind, declines);
        if (!innerId || !isPlain(network.layer(*innerId))) continue;
        const Layer& inner = network.layer(*innerId);
        const std::size_t taken = inner.inputs.size(), wanted = kind == ElementwiseKind::Prod ? 1 : 2;
        if (taken > wanted) return declines.because("'{}' has a {} already", inner.name, taken > 2 ? "bias" : "scale");
        const auto& attrs = inner.attrs.as<layers::normalization::Attrs>();
        if (!isWeight(weight.dims, network.tensor(inner.inputs[0]).dims, attrs))
            return declines.because("'{}' is neither one number, one per channel nor one per normalised element", weight.name);
        Patch patch(network, "'" + layer.name + "' is part of '" + inner.name + "'");
        std::vector<TensorId> inputs = inner.inputs;
        if (taken < wanted) inputs.push_back(patch.addConstant(inner.name + "_scale", Constant::ofFloats({1}, std::vector<float>{1.0F})));
        inputs.push_back(layer.inputs[static_cast<std::size_t>(1 - slot)]);
        const TensorId out = patch.addLayer({.name = joinedName(inner, layer), .def = inner.def, .attrs = inner.attrs, .inputs = inputs,
                                             .origins = joinedOrigins(inner, layer), .outputNames = {network.tensor(layer.outputs[0]).name}});
        patch.redirect(layer.outputs[0], out);
        patch.drop(id);
        patch.drop(*innerId);
        return patch;
    }
    return std::nullopt;
}

constexpr LayerKind kAnchors[] = {layers::elementwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fold_affine_into_normalization", .before = "normalization(x) * scale + bias",
                     .after = "normalization(x, scale, bias)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fold_affine_into_normalization
