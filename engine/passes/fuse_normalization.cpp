// SPDX-License-Identifier: Apache-2.0
// (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon) spelled in single layers becomes one normalization; without the
// difference, x / sqrt(mean(x^2) + epsilon), one that is not centred. The quotient may be a product with a reciprocal or with
// a power of -0.5, the square a product or a power, the root a power of 0.5. The means must run over the last axes, for
// which there is a fast kernel, and nothing else may read what lies between. Scale and bias are folded in later.
#include "engine/layers/normalization.h"
#include "engine/layers/reduce.h"
#include "engine/network/names.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/region.h"

#include <bit>
#include <cmath>

namespace planscope::passes::fuse_normalization {
namespace {

using layers::elementwise::ElementwiseKind;
using layers::unary::UnaryKind;

struct Mean {
    TensorId of;
    std::uint32_t axes;
};

std::optional<Mean> takeMean(Region& region, TensorId tensor) {
    const Layer* layer = region.take(tensor, layers::reduce::kind);
    if (!layer) return std::nullopt;
    const auto& attrs = layer->attrs.as<layers::reduce::Attrs>();
    if (attrs.kind != ReduceKind::Avg || !attrs.keepDims) return std::nullopt;
    return Mean{layer->inputs[0], attrs.axes};
}

/// What a power with this exponent has as its base.
std::optional<TensorId> takePower(const Network& network, Region& region, TensorId tensor, float exponent) {
    const Layer* power = region.takeElementwise(tensor, ElementwiseKind::Pow);
    if (!power || numberOf(network, power->inputs[1]) != exponent) return std::nullopt;
    return power->inputs[0];
}

std::optional<TensorId> takeSquareRoot(const Network& network, Region& region, TensorId tensor) {
    if (const Layer* root = region.takeUnary(tensor, UnaryKind::Sqrt)) return root->inputs[0];
    return takePower(network, region, tensor, 0.5F);
}

std::optional<TensorId> takeReciprocalRoot(const Network& network, Region& region, TensorId tensor) {
    if (const auto base = takePower(network, region, tensor, -0.5F)) return base;
    if (const Layer* reciprocal = region.takeUnary(tensor, UnaryKind::Recip)) return takeSquareRoot(network, region, reciprocal->inputs[0]);
    const Layer* quotient = region.takeElementwise(tensor, ElementwiseKind::Div);
    if (!quotient || numberOf(network, quotient->inputs[0]) != 1.0F) return std::nullopt;
    return takeSquareRoot(network, region, quotient->inputs[1]);
}

std::optional<TensorId> takeSquare(const Network& network, Region& region, TensorId tensor) {
    const Layer* product = region.takeElementwise(tensor, ElementwiseKind::Prod);
    if (!product) return takePower(network, region, tensor, 2);
    if (product->inputs[0] != product->inputs[1]) return std::nullopt;
    return product->inputs[0];
}

struct Match {
    TensorId x;
    layers::normalization::Attrs attrs;
};

/// `raised` is the mean of squares with epsilon, `distance` what it divides.
std::optional<Match> matchMoments(const Network& network, Region& region, TensorId distance, TensorId raised) {
    const Layer* sum = region.takeElementwise(raised, ElementwiseKind::Sum);
    const auto epsilon = sum ? besideNumber(network, *sum) : std::nullopt;
    if (!epsilon || !(epsilon->number >= 0) || !std::isfinite(epsilon->number)) return std::nullopt;
    const auto variance = takeMean(region, epsilon->operand);
    if (!variance || takeSquare(network, region, variance->of) != distance) return std::nullopt;
    Match out{distance, {.axes = variance->axes, .epsilon = epsilon->number, .centered = false}};
    Region centered = region;
    const Layer* difference = centered.takeElementwise(distance, ElementwiseKind::Sub);
    const auto mean = difference ? takeMean(centered, difference->inputs[1]) : std::nullopt;
    if (!mean || mean->of != difference->inputs[0] || mean->axes != variance->axes) return out;
    region = centered;
    out.x = mean->of;
    out.attrs.centered = true;
    return out;
}

std::optional<Match> match(const Network& network, const Layer& layer, Region& region) {
    const bool isQuotient = layer.attrs.as<layers::elementwise::Attrs>().kind == ElementwiseKind::Div;
    for (std::size_t slot = 0; slot < (isQuotient ? 1 : 2); ++slot) {
        Region attempt = region;
        const TensorId factor = layer.inputs[1 - slot];
        const auto raised = isQuotient ? takeSquareRoot(network, attempt, factor) : takeReciprocalRoot(network, attempt, factor);
        const auto found = raised ? matchMoments(network, attempt, layer.inputs[slot], *raised) : std::nullopt;
        if (!found) continue;
        region = attempt;
        return found;
    }
    return std::nullopt;
}

bool isSuffix(std::uint32_t axes, int rank) {
    return axes != 0 && static_cast<int>(std::countr_one(axes >> std::countr_zero(axes))) == rank - std::countr_zero(axes);
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    const ElementwiseKind kind = layer.attrs.as<layers::elementwise::Attrs>().kind;
    if (!isPlain(layer) || (kind != ElementwiseKind::Div && kind != ElementwiseKind::Prod)) return std::nullopt;
    Region region(network, id);
    const auto found = match(network, layer, region);
    if (!found) return std::nullopt;
    const Tensor& x = network.tensor(found->x);
    if (x.type != DataType::Float) return declines.because("'{}' is {}", x.name, toString(x.type));
    if (!(x.dims == network.tensor(layer.outputs[0]).dims)) return declines.because("the normalised '{}' grows in between", x.name);
    if (!isSuffix(found->attrs.axes, x.dims.rank)) return declines.because("the mean of '{}' does not run over its last axes", x.name);
    if (!region.isClosed(declines)) return std::nullopt;
    Patch patch(network, "'" + region.name() + "' normalises '" + x.name + "'");
    const TensorId out = patch.addLayer({.name = region.name(), .def = &layers::normalization::def, .attrs = Attrs::of(found->attrs),
                                         .inputs = {found->x}, .origins = region.origins(),
                                         .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    region.dropFrom(patch);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::elementwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fuse_normalization", .before = "(x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon)",
                     .after = "normalization(x)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fuse_normalization
