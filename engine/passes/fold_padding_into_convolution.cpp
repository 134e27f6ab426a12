// SPDX-License-Identifier: Apache-2.0
// convolution(pad(x)) reads x with larger padding of its own. Pads are zero-filling slices of stride one that only grow
// spatial axes; the convolution's own padding must be explicit. Other readers of the padded tensor keep it alive.
#include "engine/layers/convolution.h"
#include "engine/layers/slice.h"
#include "engine/network/extent.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::fold_padding_into_convolution {
namespace {

struct Pads {
    Dims pre, post;
};

/// A padding that is known to be a number from 0.
bool isPadding(std::int64_t value) { return extent::isNumber(value) && value >= 0; }

/// The spatial paddings that `pad` adds to [N,C,spatial...], if that is all it does.
std::optional<Pads> spatialPads(const Network& network, const Layer& pad) {
    const std::vector<TensorInfo> infos = network.anchorInputs(pad);
    const auto attrs = layers::slice::traced(LayerView(*pad.def, pad.attrs, infos));
    if (!attrs || attrs->mode != SampleMode::Fill || attrs->fillValue != 0) return std::nullopt;
    const Dims stride = layers::slice::resolvedStride(*attrs);
    const Dims& in = infos[0].dims;
    Pads out;
    for (int i = 0; i < in.rank; ++i) {
        const std::int64_t pre = extent::subtract(0, attrs->start[i]);
        const std::int64_t post = extent::subtract(extent::add(attrs->start[i], attrs->size[i]), in[i]);
        if (stride[i] != 1 || !isPadding(pre) || !isPadding(post) || (i < 2 && (pre > 0 || post > 0))) return std::nullopt;
        if (i < 2) continue;
        out.pre.push(pre);
        out.post.push(post);
    }
    return out;
}

Dims sum(const Dims& a, const Dims& b) {
    Dims out = b;
    for (int i = 0; i < a.rank; ++i) out[i] += a[i];
    return out;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& layer = network.layer(id);
    const LayerId padId = network.producer(layer.inputs[0]);
    if (!padId.valid() || !network.layer(padId).is(layers::slice::kind) || !isPlain(network.layer(padId))) return std::nullopt;
    auto attrs = layer.attrs.as<layers::convolution::Attrs>();
    const Layer& pad = network.layer(padId);
    if (attrs.paddingMode != layers::PaddingMode::ExplicitRoundDown)
        return declines.because("the padding that it takes from its input's extents would change without '{}'", pad.name);
    const auto pads = spatialPads(network, pad);
    if (!pads) return declines.because("'{}' does more than to add zeros to spatial axes", pad.name);
    attrs.prePadding = sum(attrs.prePadding, pads->pre);
    attrs.postPadding = sum(attrs.postPadding, pads->post);
    std::vector<TensorId> inputs = layer.inputs;
    inputs[0] = pad.inputs[0];
    Patch patch(network, "'" + layer.name + "' pads its input itself");
    const TensorId out = patch.addLayer({.name = layer.name, .def = layer.def, .attrs = Attrs::of(attrs), .inputs = inputs,
                                         .epilogue = layer.epilogue, .epilogueInputs = layer.epilogueInputs,
                                         .origins = joinedOrigins(pad, layer), .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::convolution::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fold_padding_into_convolution", .before = "convolution(pad(x))", .after = "convolution(x) with padding",
                     .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fold_padding_into_convolution
