// SPDX-License-Identifier: Apache-2.0
#include "engine/scope/dla/kinds.h"

#include "engine/layers/cast.h"
#include "engine/layers/elementwise.h"
#include "engine/layers/softmax.h"

#include <algorithm>

namespace planscope::scope::dla {
namespace {

// Quantize, dequantize, plugin and shape have rules of their own.
constexpr std::string_view kKinds[] = {"activation", "concatenation", "convolution", "deconvolution", "dequantize", "elementwise", "lrn",   "matrix_multiply", "parametric_relu", "plugin",
                                       "pooling",    "quantize",      "reduce",      "resize",        "scale",      "shape",       "shuffle", "slice",         "softmax",         "unary"};

}  // namespace

bool isComparison(const Layer& layer) {
    using enum layers::elementwise::ElementwiseKind;
    if (!layer.is(layers::elementwise::kind)) return false;
    const auto kind = layer.attrs.as<layers::elementwise::Attrs>().kind;
    return kind == Equal || kind == Greater || kind == Less;
}

bool hasForm(const Subject& subject) {
    const Network& network = subject.question.network;
    if (subject.layer.is(layers::cast::kind)) {
        const LayerId producer = network.producer(subject.layer.inputs[0]);
        return producer.valid() && isComparison(network.layer(producer));
    }
    if (subject.layer.is(layers::softmax::kind) && subject.attrs<layers::softmax::Attrs>().log) return false;
    return std::ranges::find(kKinds, subject.layer.def->kind.name) != std::end(kKinds);
}

}  // namespace planscope::scope::dla
