// SPDX-License-Identifier: Apache-2.0
// reduce(transpose(x)) reduces the axes of x as they are; where axes that stay changed places, the smaller result is transposed
// instead. The shuffle must be a single transpose that nothing else reads.
#include "engine/layers/reduce.h"
#include "engine/layers/shuffle.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

#include <algorithm>

namespace planscope::passes::fold_transpose_into_reduce {
namespace {

bool isReduced(std::uint32_t axes, int axis) { return (axes >> axis & 1U) != 0; }

/// The transpose of the result: of all axes where reduced ones stay, else of those that are left, counted anew.
Dims afterwards(const Dims& order, const layers::reduce::Attrs& attrs, std::uint32_t axesOfInput) {
    if (attrs.keepDims) return order;
    Dims out;
    for (int i = 0; i < order.rank; ++i) {
        if (isReduced(attrs.axes, i)) continue;
        std::int64_t left = 0;
        for (int a = 0; a < order[i]; ++a) left += !isReduced(axesOfInput, a);
        out.push(left);
    }
    return out;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    if (!isPlain(layer)) return std::nullopt;
    const LayerId producer = network.producer(layer.inputs[0]);
    const auto order = producer.valid() ? transposeOf(network.layer(producer)) : std::nullopt;
    if (!order || !ownedProducer(network, id, 0, layers::shuffle::kind, declines)) return std::nullopt;
    const Layer& shuffle = network.layer(producer);
    auto attrs = layer.attrs.as<layers::reduce::Attrs>();
    std::uint32_t axes = 0;
    for (int i = 0; i < order->rank; ++i) axes |= isReduced(attrs.axes, i) ? 1U << (*order)[i] : 0U;
    const Dims after = afterwards(*order, attrs, axes);
    attrs.axes = axes;
    Patch patch(network, "'" + layer.name + "' reduces what '" + shuffle.name + "' would transpose");
    const std::string& name = network.tensor(layer.outputs[0]).name;
    const bool isInOrder = std::ranges::is_sorted(after);
    TensorId out = patch.addLayer({.name = joinedName(shuffle, layer), .def = layer.def, .attrs = Attrs::of(attrs), .inputs = {shuffle.inputs[0]},
                                   .origins = joinedOrigins(shuffle, layer), .outputNames = {isInOrder ? name : name + "_untransposed"}});
    if (!isInOrder)
        out = patch.addLayer({.name = shuffle.name, .def = shuffle.def, .attrs = Attrs::of(layers::shuffle::Attrs{.firstTranspose = after, .reshape = {}, .secondTranspose = {}}), .inputs = {out},
                              .origins = shuffle.origins, .outputNames = {name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    patch.drop(producer);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::reduce::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fold_transpose_into_reduce", .before = "reduce(transpose(x))", .after = "transpose(reduce(x))", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fold_transpose_into_reduce
