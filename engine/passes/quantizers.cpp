// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/quantizers.h"

#include "engine/layers/concatenation.h"
#include "engine/layers/dequantize.h"
#include "engine/layers/pooling.h"
#include "engine/layers/quantize.h"
#include "engine/layers/resize.h"
#include "engine/layers/shuffle.h"
#include "engine/layers/slice.h"
#include "kernels/api/resize_mode.h"

#include <algorithm>

namespace planscope::passes {
namespace {

/// The one value of all elements of a zero point; nothing where they differ.
std::optional<int> commonValue(const Constant& zeroPoint) {
    const auto value = [&](std::size_t i) -> int {
        if (zeroPoint.type() == DataType::Int8) return zeroPoint.as<std::int8_t>()[i];
        if (zeroPoint.type() == DataType::UInt8) return zeroPoint.as<std::uint8_t>()[i];
        return zeroPoint.ints()[i];
    };
    for (std::size_t i = 1; i < static_cast<std::size_t>(zeroPoint.dims().volume()); ++i)
        if (value(i) != value(0)) return std::nullopt;
    return value(0);
}

bool movesOnly(const Layer& layer) {
    if (layer.is(layers::pooling::kind)) {
        const auto& attrs = layer.attrs.as<layers::pooling::Attrs>();
        return attrs.kind == PoolingKind::Max && attrs.indices == layers::pooling::Attrs{}.indices;
    }
    if (layer.is(layers::slice::kind)) return layer.attrs.as<layers::slice::Attrs>().mode != SampleMode::Fill;
    if (layer.is(layers::resize::kind)) return layer.attrs.as<layers::resize::Attrs>().mode == ResizeMode::Nearest;
    return layer.is(layers::shuffle::kind) || layer.is(layers::concatenation::kind);
}

}  // namespace

std::optional<KnownQuantizer> quantizerOf(const Network& network, const Layer& layer) {
    const bool quantizes = layer.is(layers::quantize::kind);
    if (!quantizes && !layer.is(layers::dequantize::kind)) return std::nullopt;
    const Constant* const scale = network.tensor(layer.inputs[1]).constant.get();
    if (!scale || scale->dims().volume() == 0) return std::nullopt;
    KnownQuantizer out;
    out.type = network.tensor(quantizes ? layer.outputs[0] : layer.inputs[0]).type;
    out.scales.assign(scale->floats().begin(), scale->floats().end());
    if (out.scales.size() > 1)
        out.axis = quantizes ? layer.attrs.as<layers::quantize::Attrs>().axis : layer.attrs.as<layers::dequantize::Attrs>().axis;
    if (layer.inputs.size() < 3) return out;
    const Constant* const zeroPoint = network.tensor(layer.inputs[2]).constant.get();
    const auto value = zeroPoint ? commonValue(*zeroPoint) : std::nullopt;
    if (!value) return std::nullopt;
    out.zeroPoint = *value;
    return out;
}

std::optional<Dequantized> dequantizedBy(const Network& network, TensorId tensor) {
    const LayerId id = network.producer(tensor);
    if (!id.valid() || !network.layer(id).is(layers::dequantize::kind)) return std::nullopt;
    const auto quantizer = quantizerOf(network, network.layer(id));
    if (!quantizer) return std::nullopt;
    return Dequantized{id, network.layer(id).inputs[0], *quantizer};
}

int movedInputs(const Layer& layer) {
    if (layer.outputs.size() != 1 || !layer.epilogue.empty() || !movesOnly(layer)) return 0;
    return layer.is(layers::concatenation::kind) ? static_cast<int>(layer.inputs.size()) : 1;
}

}  // namespace planscope::passes
