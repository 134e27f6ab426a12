// SPDX-License-Identifier: Apache-2.0
// A scale layer that no convolution could take becomes a pointwise program: x * scale + shift, the constants reshaped so that
// they broadcast along the channel axis. Layers with a power stay.
#include "engine/layers/pointwise.h"
#include "engine/layers/scale.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::scale_to_pointwise {
namespace {

PointwiseProgram scaleProgram(bool hasShift) {
    PointwiseProgram p;
    p.steps[0] = {.op = PointwiseOp::Input, .a = 0};
    p.steps[1] = {.op = PointwiseOp::Input, .a = 1};
    p.steps[2] = {.op = PointwiseOp::Prod, .a = 0, .b = 1};
    p.stepCount = 3;
    p.inputCount = 2;
    if (!hasShift) return p;
    p.steps[3] = {.op = PointwiseOp::Input, .a = 2};
    p.steps[4] = {.op = PointwiseOp::Sum, .a = 2, .b = 3};
    p.stepCount = 5;
    p.inputCount = 3;
    return p;
}

/// Extents with which weights of `count` elements broadcast to x; weights per element say nothing of open extents.
std::optional<Dims> weightDims(const layers::scale::Attrs& attrs, const Dims& x, std::int64_t count) {
    Dims out = Dims::filled(x.rank, 1);
    if (attrs.mode == ScaleMode::Channel) out[attrs.channelAxis] = count;
    if (attrs.mode != ScaleMode::Elementwise) return out;
    for (int i = attrs.channelAxis; i < x.rank; ++i) out[i] = x[i];
    return out.isStatic() ? std::optional(out) : std::nullopt;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    const Tensor& x = network.tensor(layer.inputs[0]);
    if (!isPlain(layer) || x.type != DataType::Float || layer.inputs.size() < 2 || layer.inputs.size() > 3) return std::nullopt;
    Patch patch(network, "'" + layer.name + "' works on single elements");
    std::vector<TensorId> inputs{layer.inputs[0]};
    for (std::size_t i = 1; i < layer.inputs.size(); ++i) {
        const Tensor& weight = network.tensor(layer.inputs[i]);
        if (!weight.constant) return std::nullopt;
        const auto dims = weightDims(layer.attrs.as<layers::scale::Attrs>(), x.dims, weight.dims.volume());
        if (!dims) return std::nullopt;
        inputs.push_back(patch.addConstant(weight.name, Constant::borrow(weight.type, *dims, weight.constant->bytes(), weight.constant)));
    }
    const layers::pointwise::Attrs attrs{scaleProgram(inputs.size() == 3)};
    const TensorId out = patch.addLayer({.name = layer.name, .def = &layers::pointwise::def, .attrs = Attrs::of(attrs), .inputs = inputs,
                                         .origins = layer.origins, .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::scale::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "scale_to_pointwise", .before = "scale(x)", .after = "pointwise(x, scale, shift)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::scale_to_pointwise
