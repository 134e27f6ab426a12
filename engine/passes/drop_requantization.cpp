// SPDX-License-Identifier: Apache-2.0
// quantize(dequantize(x)) = x where both have one scale, zero point and type: x * scale / scale is within one unit in the last
// place of x and is rounded back to it.
#include "engine/layers/quantize.h"
#include "engine/passes/pass.h"
#include "engine/passes/quantizers.h"

namespace planscope::passes::drop_requantization {
namespace {

/// Scales whose products with integers of 9 bits are normal numbers: below, products lose bits.
constexpr float kLeastScale = 0x1p-110F, kLargestScale = 0x1p110F;

Result<std::optional<Patch>> rewrite(const Network& network, LayerId id) {
    const Layer& quantize = network.layer(id);
    const auto quantizer = quantizerOf(network, quantize);
    const auto source = dequantizedBy(network, quantize.inputs[0]);
    if (!quantizer || !source || !(source->quantizer == *quantizer)) return std::nullopt;
    for (const float scale : quantizer->scales)
        if (scale < kLeastScale || scale > kLargestScale) return std::nullopt;
    Patch patch(network, "'" + quantize.name + "' gives back what '" + network.layer(source->layer).name + "' read");
    patch.redirect(quantize.outputs[0], source->integers);
    patch.drop(id);
    return patch;
}

constexpr LayerKind kAnchors[] = {layers::quantize::kind};

}  // namespace

extern constinit const RewriteDef def;
constinit const RewriteDef def{.name = "drop_requantization", .before = "quantize(dequantize(x))", .after = "x", .anchors = kAnchors,
                     .rewrite = rewrite};

}  // namespace planscope::passes::drop_requantization
