// SPDX-License-Identifier: Apache-2.0
// e^x / sum(e^x) along one axis, with or without the largest x subtracted first, spelled in single layers becomes a softmax. It
// differs only where e^x alone would have overflown. The quotient may be a product with a reciprocal; nothing else may read
// what lies between.
#include "engine/layers/reduce.h"
#include "engine/layers/softmax.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/region.h"

#include <bit>

namespace planscope::passes::fuse_softmax {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

struct Quotient {
    TensorId top, bottom;
};

std::optional<Quotient> takeQuotient(const Network& network, Region& region, const Layer& layer) {
    const ElementwiseKind kind = layer.attrs.as<layers::elementwise::Attrs>().kind;
    if (kind == ElementwiseKind::Div) return Quotient{layer.inputs[0], layer.inputs[1]};
    for (std::size_t slot = 0; kind == ElementwiseKind::Prod && slot < 2; ++slot) {
        const LayerId producer = network.producer(layer.inputs[slot]);
        if (!producer.valid() || !network.layer(producer).is(layers::unary::kind)) continue;
        if (const Layer* reciprocal = region.takeUnary(layer.inputs[slot], UnaryKind::Recip)) return Quotient{layer.inputs[1 - slot], reciprocal->inputs[0]};
    }
    return std::nullopt;
}

/// What is reduced along one axis that stays, if `tensor` is that.
const Layer* takeReduction(Region& region, TensorId tensor, ReduceKind kind) {
    const Layer* layer = region.take(tensor, layers::reduce::kind);
    if (!layer) return nullptr;
    const auto& attrs = layer->attrs.as<layers::reduce::Attrs>();
    return attrs.kind == kind && attrs.keepDims && std::popcount(attrs.axes) == 1 ? layer : nullptr;
}

/// x of x - max(x) along the same axis, taken into the region; else what stands there.
TensorId withoutLargest(Region& region, TensorId tensor, std::uint32_t axes) {
    Region attempt = region;
    const Layer* difference = attempt.takeElementwise(tensor, ElementwiseKind::Sub);
    const Layer* largest = difference ? takeReduction(attempt, difference->inputs[1], ReduceKind::Max) : nullptr;
    const bool fits = largest && largest->inputs[0] == difference->inputs[0] && largest->attrs.as<layers::reduce::Attrs>().axes == axes;
    if (!fits) return tensor;
    region = attempt;
    return difference->inputs[0];
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    if (!isPlain(layer) || network.tensor(layer.outputs[0]).type != DataType::Float) return std::nullopt;
    Region region(network, id);
    const auto quotient = takeQuotient(network, region, layer);
    const Layer* exponential = quotient ? region.takeUnary(quotient->top, UnaryKind::Exp) : nullptr;
    const Layer* sum = exponential ? takeReduction(region, quotient->bottom, ReduceKind::Sum) : nullptr;
    if (!sum || sum->inputs[0] != quotient->top) return std::nullopt;
    const std::uint32_t axes = sum->attrs.as<layers::reduce::Attrs>().axes;
    const TensorId x = withoutLargest(region, exponential->inputs[0], axes);
    if (!region.isClosed(declines)) return std::nullopt;
    Patch patch(network, "'" + region.name() + "' is a softmax");
    const TensorId out = patch.addLayer({.name = region.name(), .def = &layers::softmax::def,
                                         .attrs = Attrs::of(layers::softmax::Attrs{.axis = std::countr_zero(axes)}), .inputs = {x},
                                         .origins = region.origins(), .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    region.dropFrom(patch);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::elementwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fuse_softmax", .before = "e^x / sum(e^x)", .after = "softmax(x)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fuse_softmax
