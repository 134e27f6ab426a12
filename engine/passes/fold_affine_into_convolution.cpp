// SPDX-License-Identifier: Apache-2.0
// scale(convolution(x, w, b)) = convolution(x, w * factor, b * factor + shift), the factor per output channel; the same for
// deconvolution. Covers BatchNormalization, Scale, and sums, products, differences and quotients with per-channel
// constants. Weights and bias must be constants; the arithmetic is in double. Must not fire where something else reads the
// unscaled result.
#include "engine/layers/convolution.h"
#include "engine/layers/deconvolution.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/scale.h"
#include "engine/passes/affine.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"

namespace planscope::passes::fold_affine_into_convolution {
namespace {

/// [K,C/g,kernel...]: output channel k owns one contiguous run.
std::vector<double> scaledConvolution(const Constant& weights, const Affine& affine) {
    const auto in = weights.floats();
    std::vector<double> out(in.begin(), in.end());
    const std::size_t run = in.size() / affine.factor.size();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] *= affine.factor[i / run];
    return out;
}

/// [C,K/g,kernel...]: input channel c of group g holds the output channels of that group.
std::vector<double> scaledDeconvolution(const Constant& weights, const Affine& affine, int groups) {
    const auto in = weights.floats();
    std::vector<double> out(in.begin(), in.end());
    const Dims& dims = weights.dims();
    const auto perGroup = static_cast<std::size_t>(dims[1]), run = static_cast<std::size_t>(dims.volume(2, dims.rank));
    const std::size_t inputsPerGroup = static_cast<std::size_t>(dims[0]) / static_cast<std::size_t>(groups);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t k = i / run % perGroup, c = i / run / perGroup;
        out[i] *= affine.factor[c / inputsPerGroup * perGroup + k];
    }
    return out;
}

std::vector<double> scaledBias(const Constant* bias, const Affine& affine) {
    std::vector<double> out = affine.shift;
    for (std::size_t k = 0; bias && k < out.size(); ++k) out[k] += static_cast<double>(bias->floats()[k]) * affine.factor[k];
    return out;
}

bool isConvolution(const Network& network, LayerId id) {
    return id.valid() && (network.layer(id).is(layers::convolution::kind) || network.layer(id).is(layers::deconvolution::kind));
}

/// @pre isConvolution(the producer of x)
bool canTakeFactor(const Network& network, TensorId x, LayerId reader, Declines& declines) {
    const Layer& convolution = network.layer(network.producer(x));
    if (!soleReader(network, x)) return declines.because("{}", otherReaders(network, x, reader)), false;
    if (!isPlain(convolution)) return declines.because("'{}' has an epilogue", convolution.name), false;
    for (std::size_t i = 1; i < convolution.inputs.size(); ++i) {
        const Tensor& t = network.tensor(convolution.inputs[i]);
        if (!t.constant || t.type != DataType::Float)
            return declines.because("'{}' of '{}' is not a constant of floats", t.name, convolution.name), false;
    }
    return true;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id, Declines& declines) {
    const Layer& outer = network.layer(id);
    for (const TensorId x : outer.inputs) {
        const LayerId convId = network.producer(x);
        if (!isConvolution(network, convId)) continue;
        const Layer& conv = network.layer(convId);
        const auto affine = affineOf(network, outer, x);
        if (!affine) declines.because("it is not one known factor and shift for each channel of '{}'", conv.name);
        if (!affine || !canTakeFactor(network, x, id, declines)) continue;
        const Tensor& weights = network.tensor(conv.inputs[1]);
        const Constant* bias = conv.inputs.size() > 2 ? network.tensor(conv.inputs[2]).constant.get() : nullptr;
        const auto scaled = conv.is(layers::convolution::kind)
                                ? scaledConvolution(*weights.constant, *affine)
                                : scaledDeconvolution(*weights.constant, *affine, conv.attrs.as<layers::deconvolution::Attrs>().groups);
        Patch patch(network, "'" + outer.name + "' is part of the weights of '" + conv.name + "'");
        const TensorId w = patch.addConstant(weights.name, floatConstant(weights.dims, scaled));
        const TensorId b = patch.addConstant(conv.name + "_bias", floatConstant({static_cast<std::int64_t>(affine->shift.size())}, scaledBias(bias, *affine)));
        const TensorId out = patch.addLayer({.name = joinedName(conv, outer), .def = conv.def, .attrs = conv.attrs,
                                             .inputs = {conv.inputs[0], w, b}, .origins = joinedOrigins(conv, outer),
                                             .outputNames = {network.tensor(outer.outputs[0]).name}});
        patch.redirect(outer.outputs[0], out);
        patch.drop(id);
        patch.drop(convId);
        return patch;
    }
    return std::nullopt;
}

constexpr LayerKind kAnchors[] = {layers::scale::kind, layers::elementwise::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "fold_affine_into_convolution", .before = "scale(convolution(x, w, b))",
                     .after = "convolution(x, w', b')", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::fold_affine_into_convolution
