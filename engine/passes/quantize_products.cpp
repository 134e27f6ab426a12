// SPDX-License-Identifier: Apache-2.0
// convolution(dequantize(x), dequantize(w), b) = convolution(x, w) as exact sums of integers, times both scales, plus b; the same
// for products of matrices. A bias that is whole numbers of the products' steps is added to the sums before they are scaled.
// x has one scale, w one or one per output channel and zero point 0. What follows (bias, activation, quantize) is fused as the
// epilogue later. Must not fire where sums could leave 32 bits, or on volumes, for which no fast kernel sums integers.
// Post-condition: the sum of products is exact; it is rounded once, to Float, before the scale is applied.
#include "engine/layers/convolution.h"
#include "engine/layers/matrix_multiply.h"
#include "engine/layers/pointwise.h"
#include "engine/layers/program_builder.h"
#include "engine/layers/quantize.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/product_weights.h"
#include "engine/passes/quantizers.h"

#include <algorithm>
#include <cmath>

namespace planscope::passes::quantize_products {
namespace {

using layers::ProgramBuilder;

/// Known before run time: a constant, or one that is quantised.
bool isKnown(const Network& network, TensorId tensor) {
    if (network.tensor(tensor).constant) return true;
    const LayerId id = network.producer(tensor);
    if (!id.valid() || !network.layer(id).is(layers::quantize::kind)) return false;
    return std::ranges::all_of(network.layer(id).inputs, [&](TensorId input) { return network.tensor(input).constant != nullptr; });
}

/// Three spatial axes, for which kernels of integers would be slower than those in single precision.
bool isVolume(const Network& network, const Layer& layer) {
    return layer.is(layers::convolution::kind) && network.tensor(layer.outputs[0]).dims.rank > 4;
}

bool fits(const Network& network, const Dequantized& x, const Dequantized& w, const ProductWeights& weights) {
    const bool isData = x.quantizer.type == DataType::Int8 || x.quantizer.type == DataType::UInt8;
    if (!isData || !x.quantizer.isPerTensor() || w.quantizer.type != DataType::Int8 || w.quantizer.zeroPoint != 0) return false;
    if (!w.quantizer.isPerTensor() && w.quantizer.axis != weights.axis) return false;
    return weights.fitsInt32() && isKnown(network, w.integers);
}

/// What is added to the products: nothing, integers of the products' own steps, or floats.
enum class Bias : std::uint8_t { None, Integers, Floats };

/// (sum (+ integers)) * scale (+ floats); the scale is one number or an input.
PointwiseProgram scaleProgram(std::optional<float> scale, Bias bias) {
    ProgramBuilder builder;
    std::int8_t sum = builder.input(DataType::Int32);
    if (bias == Bias::Integers)
        sum = builder.add({.op = PointwiseOp::Sum, .type = DataType::Int32, .a = sum, .b = builder.input(DataType::Int32)});
    const std::int8_t real = builder.add({.op = PointwiseOp::Cast, .type = DataType::Float, .a = sum});
    const std::int8_t factor = scale ? builder.constant(DataType::Float, *scale) : builder.input(DataType::Float);
    const std::int8_t product = builder.add({.op = PointwiseOp::Prod, .type = DataType::Float, .a = real, .b = factor});
    if (bias != Bias::Floats) return builder.program();
    const std::int8_t floats = builder.input(DataType::Float);
    builder.add({.op = PointwiseOp::Sum, .type = DataType::Float, .a = product, .b = floats});
    return builder.program();
}

/// The bias in steps of the sums where it is whole numbers of them, as exporters of quantised models write it; it is told from
/// others by a distance that the roundings of its scale and of its product with the scale explain.
std::optional<std::vector<std::int32_t>> biasInSteps(const Constant& bias, std::span<const double> scales, const ProductWeights& weights) {
    constexpr double kRounding = 0x1p-22;
    const std::span<const float> values = bias.floats();
    if (static_cast<std::int64_t>(values.size()) != weights.outputs || bias.dims()[bias.dims().rank - 1] != weights.outputs) return std::nullopt;
    std::vector<std::int32_t> out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double scale = scales[scales.size() == 1 ? 0 : i], steps = std::nearbyint(values[i] / scale);
        const bool isWhole = std::abs(steps * scale - values[i]) <= kRounding * std::abs(static_cast<double>(values[i]));
        if (!isWhole || !(std::abs(steps) <= static_cast<double>(weights.roomInInt32()))) return std::nullopt;
        out.push_back(static_cast<std::int32_t>(steps));
    }
    return out;
}

Attrs withZeroPoint(const Layer& layer, int zeroPoint) {
    if (layer.is(layers::convolution::kind)) {
        auto attrs = layer.attrs.as<layers::convolution::Attrs>();
        attrs.inputZeroPoint = zeroPoint;
        return Attrs::of(attrs);
    }
    auto attrs = layer.attrs.as<layers::matrix_multiply::Attrs>();
    attrs.inputZeroPoint = zeroPoint;
    return Attrs::of(attrs);
}

std::vector<OriginId> originsOf(const Network& network, const Layer& layer, const Dequantized& x, const Dequantized& w) {
    Layer both;
    both.origins = joinedOrigins(layer, network.layer(x.layer));
    return joinedOrigins(both, network.layer(w.layer));
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    if (!isPlain(layer) || isVolume(network, layer)) return std::nullopt;
    const auto x = dequantizedBy(network, layer.inputs[0]), w = dequantizedBy(network, layer.inputs[1]);
    const auto weights = productWeightsOf(network, layer);
    if (!x || !w || !weights || !fits(network, *x, *w, *weights)) return std::nullopt;
    const bool hasBias = layer.inputs.size() > 2, isConvolution = layer.is(layers::convolution::kind);
    const Constant* const bias = hasBias ? network.tensor(layer.inputs[2]).constant.get() : nullptr;
    if (hasBias && isConvolution && !bias) return std::nullopt;

    const std::string& name = network.tensor(layer.outputs[0]).name;
    const std::vector<OriginId> origins = originsOf(network, layer, *x, *w);
    Patch patch(network, "'" + layer.name + "' sums products of integers");
    const TensorId sums = patch.addLayer({.name = layer.name, .def = layer.def, .attrs = withZeroPoint(layer, x->quantizer.zeroPoint),
                                          .inputs = {x->integers, w->integers}, .origins = origins, .outputNames = {name + "_sums"}});
    std::vector<double> scales;
    for (const float scale : w->quantizer.scales) scales.push_back(x->quantizer.scales[0] * scale);
    const bool isPerTensor = scales.size() == 1;
    const auto integers = bias ? biasInSteps(*bias, scales, *weights) : std::nullopt;
    const Bias form = !hasBias ? Bias::None : integers ? Bias::Integers : Bias::Floats;
    std::vector<TensorId> inputs{sums};
    if (integers) inputs.push_back(patch.addConstant(layer.name + "_bias", Constant::ofInts(weights->outputDims, *integers)));
    if (!isPerTensor) inputs.push_back(patch.addConstant(layer.name + "_scales", floatConstant(weights->outputDims, scales)));
    if (form == Bias::Floats && isConvolution) {
        const auto shared = network.tensor(layer.inputs[2]).constant;
        inputs.push_back(patch.addConstant(layer.name + "_bias", Constant::borrow(DataType::Float, weights->outputDims, shared->bytes(), shared)));
    } else if (form == Bias::Floats) {
        inputs.push_back(layer.inputs[2]);
    }
    const auto single = isPerTensor ? std::optional(static_cast<float>(scales[0])) : std::nullopt;
    const layers::pointwise::Attrs program{scaleProgram(single, form)};
    const TensorId out = patch.addLayer({.name = layer.name + "_scale", .def = &layers::pointwise::def, .attrs = Attrs::of(program),
                                         .inputs = inputs, .origins = origins, .outputNames = {name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::convolution::kind, layers::matrix_multiply::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "quantize_products", .before = "convolution(dequantize(x), dequantize(w), b)",
                     .after = "pointwise(convolution(x, w), scales, b)", .anchors = kAnchors, .rewrite = rewrite};

}  // namespace planscope::passes::quantize_products
