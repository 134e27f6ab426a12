// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/dequantize.h"
#include "engine/layers/quantize.h"
#include "engine/scope/report.h"
#include "engine/scope/safety/families.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace planscope::scope::safety {
namespace {

bool isQuantizer(const Layer& layer) { return layer.is(layers::quantize::kind) || layer.is(layers::dequantize::kind); }

/// Integers that leave quantisation go to dequantisation and nowhere else; what dequantisation reads comes from quantisation or is known.
void unfolded(const Subject& s, Emitter& emit) {
    const Network& network = s.question.network;
    if (!isQuantizer(s.layer)) return;
    if (s.layer.is(layers::quantize::kind)) {
        const TensorId out = s.layer.outputs[0];
        const bool isRead = std::ranges::all_of(network.consumers(out), [&](LayerId id) { return network.layer(id).is(layers::dequantize::kind); });
        if (!isRead || network.isOutput(out)) emit.layer(s, "quantize", "integers leave it for a layer that does not dequantize, so that it stays in the plan");
        return;
    }
    const TensorId in = s.layer.inputs[0];
    const LayerId producer = network.producer(in);
    const bool isKnown = network.tensor(in).constant != nullptr;
    if (!isKnown && (!producer.valid() || !network.layer(producer).is(layers::quantize::kind)))
        emit.layer(s, "dequantize", "it reads integers that no quantization makes, so that it stays in the plan");
}
void scales(const Subject& s, Emitter& emit) {
    if (!isQuantizer(s.layer) || s.view.inputCount() < 2 || !s.view.input(1).constant || s.view.input(1).type != DataType::Float) return;
    for (const float scale : s.view.input(1).constant->floats())
        if (!(std::isfinite(scale) && scale > 0)) return emit.layer(s, fmt::format("{}", scale), fmt::format("a scale is {}", scale));
}

using enum Confidence;
using enum Level;
constexpr Rule kRules[] = {
    {"SAFE-Q-01", "Quantize, Dequantize", "not folded", "fold it", "2.5", OwnChoice, Error, kSafe | kRestricted, onLayers(unfolded)},
    {"SAFE-Q-02", "Quantize, Dequantize", "a scale that is not positive and finite", "calibrate again", "own", OwnChoice, Error, kSafe, onLayers(scales)},
};

}  // namespace

std::span<const Rule> quantizationRules() { return kRules; }

}  // namespace planscope::scope::safety
