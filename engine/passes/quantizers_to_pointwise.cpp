// SPDX-License-Identifier: Apache-2.0
// quantize and dequantize with known parameters become pointwise programs with the same arithmetic, step by step, so that they
// are fused like everything else. A pointwise layer dequantizes what it reads itself, however many readers there are.
// Must not fire on Int32 data, whose product with the scale is rounded once.
#include "engine/layers/dequantize.h"
#include "engine/layers/pointwise.h"
#include "engine/layers/program_builder.h"
#include "engine/layers/quantize.h"
#include "engine/network/pointwise_text.h"
#include "engine/passes/match.h"
#include "engine/passes/pass.h"
#include "engine/passes/program_inputs.h"
#include "engine/passes/quantizers.h"

namespace planscope::passes::quantizers_to_pointwise {
namespace {

using layers::ProgramBuilder;

PointwiseStep step(PointwiseOp op, DataType type, std::int8_t a, std::int8_t b = -1) { return {.op = op, .type = type, .a = a, .b = b}; }

/// One number, or input 1.
std::int8_t scaleStep(ProgramBuilder& builder, const KnownQuantizer& quantizer) {
    return quantizer.isPerTensor() ? builder.constant(DataType::Float, quantizer.scales[0]) : builder.input(DataType::Float);
}

/// A cast saturates and turns NaN into 0. With a zero point the quotient is bounded first, so that it can be added exactly.
PointwiseProgram quantizeProgram(const KnownQuantizer& quantizer) {
    ProgramBuilder builder;
    const std::int8_t x = builder.input(DataType::Float);
    const std::int8_t scale = scaleStep(builder, quantizer);
    const std::int8_t quotient = builder.add(step(PointwiseOp::Div, DataType::Float, x, scale));
    if (quantizer.zeroPoint == 0) {
        const std::int8_t rounded = builder.add(step(PointwiseOp::Round, DataType::Float, quotient));
        builder.add(step(PointwiseOp::Cast, quantizer.type, rounded));
        return builder.program();
    }
    const int low = (quantizer.type == DataType::Int8 ? -128 : 0) - quantizer.zeroPoint;
    const std::int8_t rounded = builder.add(step(PointwiseOp::Round, DataType::Float, quotient));
    PointwiseStep clip = step(PointwiseOp::Clip, DataType::Float, rounded);
    clip.alpha = static_cast<float>(low);
    clip.beta = static_cast<float>(low + 255);
    const std::int8_t bounded = builder.add(clip);
    const std::int8_t steps = builder.add(step(PointwiseOp::Cast, DataType::Int32, bounded));
    const std::int8_t zero = builder.constant(DataType::Int32, static_cast<float>(quantizer.zeroPoint));
    const std::int8_t sum = builder.add(step(PointwiseOp::Sum, DataType::Int32, steps, zero));
    builder.add(step(PointwiseOp::Cast, quantizer.type, sum));
    return builder.program();
}

PointwiseProgram dequantizeProgram(const KnownQuantizer& quantizer) {
    ProgramBuilder builder;
    const std::int8_t x = builder.input(quantizer.type);
    std::int8_t steps = builder.add(step(PointwiseOp::Cast, DataType::Float, x));
    if (quantizer.zeroPoint != 0) {
        const std::int8_t zero = builder.constant(DataType::Float, static_cast<float>(quantizer.zeroPoint));
        steps = builder.add(step(PointwiseOp::Sub, DataType::Float, steps, zero));
    }
    const std::int8_t scale = scaleStep(builder, quantizer);
    builder.add(step(PointwiseOp::Prod, DataType::Float, steps, scale));
    return builder.program();
}

/// The scales with which a program reads a quantizer per axis.
ConstantPtr scalesAlongAxis(const KnownQuantizer& quantizer, int rank) {
    Dims dims = Dims::filled(rank, 1);
    dims[quantizer.axis] = static_cast<std::int64_t>(quantizer.scales.size());
    return Constant::ofFloats(dims, quantizer.scales);
}

/// pointwise(dequantize(x), ...) as one layer, which leaves the dequantize layer to its other readers.
std::optional<Patch> readIntegers(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    for (int slot = 0; slot < static_cast<int>(layer.inputs.size()); ++slot) {
        const auto source = dequantizedBy(network, layer.inputs[static_cast<std::size_t>(slot)]);
        if (!source || source->quantizer.type == DataType::Int32 || !source->quantizer.isPerTensor()) continue;
        const auto program = compose(dequantizeProgram(source->quantizer), layer.attrs.as<layers::pointwise::Attrs>().program, slot);
        if (!program) continue;
        BoundProgram bound{*program, {source->integers}};
        for (int i = 0; i < static_cast<int>(layer.inputs.size()); ++i)
            if (i != slot) bound.inputs.push_back(layer.inputs[static_cast<std::size_t>(i)]);
        bound = simplified(bound);
        const Layer& dequantize = network.layer(source->layer);
        Patch patch(network, "'" + layer.name + "' reads the integers before '" + dequantize.name + "'");
        const TensorId out = patch.addLayer({.name = layer.name, .def = layer.def,
                                             .attrs = Attrs::of(layers::pointwise::Attrs{bound.program}), .inputs = bound.inputs,
                                             .origins = joinedOrigins(layer, dequantize),
                                             .outputNames = {network.tensor(layer.outputs[0]).name}});
        patch.redirect(layer.outputs[0], out);
        patch.drop(id);
        return patch;
    }
    return std::nullopt;
}

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& layer = network.layer(id);
    if (layer.is(layers::pointwise::kind)) return readIntegers(network, id);
    const auto quantizer = quantizerOf(network, layer);
    if (!isPlain(layer) || !quantizer || quantizer->type == DataType::Int32) return std::nullopt;
    // Pointwise readers take their own copy first.
    for (const LayerId reader : network.consumers(layer.outputs[0]))
        if (layer.is(layers::dequantize::kind) && network.layer(reader).is(layers::pointwise::kind) && quantizer->isPerTensor())
            return std::nullopt;
    Patch patch(network, "'" + layer.name + "' works on single elements");
    std::vector<TensorId> inputs{layer.inputs[0]};
    if (!quantizer->isPerTensor())
        inputs.push_back(patch.addConstant(network.tensor(layer.inputs[1]).name, scalesAlongAxis(*quantizer, network.tensor(inputs[0]).dims.rank)));
    const bool quantizes = layer.is(layers::quantize::kind);
    const layers::pointwise::Attrs attrs{quantizes ? quantizeProgram(*quantizer) : dequantizeProgram(*quantizer)};
    const TensorId out = patch.addLayer({.name = layer.name, .def = &layers::pointwise::def, .attrs = Attrs::of(attrs), .inputs = inputs,
                                         .origins = layer.origins, .outputNames = {network.tensor(layer.outputs[0]).name}});
    patch.redirect(layer.outputs[0], out);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::dequantize::kind, layers::pointwise::kind, layers::quantize::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "quantizers_to_pointwise", .before = "quantize(x)", .after = "pointwise(x)", .anchors = kAnchors,
                     .rewrite = rewrite};

}  // namespace planscope::passes::quantizers_to_pointwise
