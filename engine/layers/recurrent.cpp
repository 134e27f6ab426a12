// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/recurrent.h"

#include "engine/base/check.h"
#include "engine/layers/checks.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"
#include "kernels/reference/recurrent.h"

#include <algorithm>
#include <cmath>

namespace planscope::layers::recurrent {
namespace {

constexpr AttrField kFields[] = {
    attrField<&Attrs::operation>("operation", "rnn, lstm or gru"),
    attrField<&Attrs::direction>("direction", "forward, reverse or bidirectional"),
    attrField<&Attrs::batchFirst>("batchFirst", "the batch is the first axis of sequences and states"),
    attrField<&Attrs::bias>("bias", "an input [D,2*G*H] is added to the products with the input and with the state"),
    attrField<&Attrs::lengths>("lengths", "an input Int32 [N] says how many steps each sequence has"),
    attrField<&Attrs::hidden>("hidden", "an input is the first hidden state"),
    attrField<&Attrs::cell>("cell", "an input is the first cell state; lstm only"),
    attrField<&Attrs::peepholes>("peepholes", "an input [D,3*H] lets the gates see the cell state; lstm only"),
    attrField<&Attrs::linearBeforeReset>("linearBeforeReset", "the reset gate multiplies the product with the state; gru only"),
    attrField<&Attrs::coupledGates>("coupledGates", "the forget gate is 1 - the input gate; lstm only"),
    attrField<&Attrs::clip>("clip", "bound of the inputs of activations; 0: none"),
    attrField<&Attrs::activations>("activations", "functions of the gates, comma between them, those of the second direction last"),
    attrField<&Attrs::alpha>("alpha", "one per activation; none: the functions' defaults"),
    attrField<&Attrs::beta>("beta", "one per activation; none: the functions' defaults"),
};

/// Inputs that are always there.
constexpr int kWeights = 1, kRecurrentWeights = 2, kRequired = 3;

std::vector<std::string_view> splitWords(std::string_view text) {
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t end = text.find(',');
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

Result<RecurrentFunction> functionOf(std::string_view word) {
    const auto& words = EnumWords<RecurrentFunction>::words;
    const auto at = std::ranges::find(words, word);
    PS_CHECK(at != std::end(words), Code::Attribute, "'{}' is no activation of recurrent layers", word);
    return static_cast<RecurrentFunction>(at - std::begin(words));
}

Status checkParameters(std::string_view name, const std::vector<float>& values, int count) {
    PS_CHECK(values.empty() || std::cmp_equal(values.size(), count), Code::Attribute, "{} has {} entries, expected {}", name, values.size(),
             count);
    for (const float value : values) PS_TRY(checkFinite(name, value));
    return {};
}

Status checkOptions(const Attrs& attrs) {
    PS_TRY(checkFinite("clip", attrs.clip));
    PS_CHECK(attrs.clip >= 0, Code::Attribute, "clip is {}, it must not be negative", attrs.clip);
    const std::string_view operation = word(attrs.operation);
    const bool isLstm = attrs.operation == RecurrentOperation::Lstm, isGru = attrs.operation == RecurrentOperation::Gru;
    PS_CHECK(isLstm || !(attrs.cell || attrs.peepholes || attrs.coupledGates), Code::Attribute,
             "{} has no cell state, peepholes or forget gate", operation);
    PS_CHECK(isGru || !attrs.linearBeforeReset, Code::Attribute, "{} has no reset gate", operation);
    return {};
}

struct Extents {
    std::int64_t steps, batch, inputs, units, directions, gates;
};

Extents extentsOf(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Dims &in = layer.input(0).dims, &recurrentWeights = layer.input(kRecurrentWeights).dims;
    return {in[attrs.batchFirst ? 1 : 0], in[attrs.batchFirst ? 0 : 1], in[2], recurrentWeights[2], directionCount(attrs.direction),
            gateCount(attrs.operation)};
}

Dims stateDims(const Attrs& attrs, const Extents& e) {
    return attrs.batchFirst ? Dims{e.batch, e.directions, e.units} : Dims{e.directions, e.batch, e.units};
}

Status checkInput(const LayerView& layer, int i, std::string_view what, const Dims& expected, DataType type = DataType::Float) {
    if (i < 0) return {};
    PS_TRY(type == DataType::Float ? checkFloat(layer, i) : checkType(layer, i, type));
    PS_CHECK(extent::mayEqual(layer.input(i).dims, expected), Code::Shape, "the {} (input {}) are {}, expected {}", what, i,
             toString(layer.input(i).dims), toString(expected));
    return {};
}

Status validate(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const InputNumbers at = inputNumbers(attrs);
    PS_TRY(checkInputs(layer, at.count, at.count));
    PS_TRY(ruleOf(attrs).map([](const RecurrentRule&) {}));
    for (const int i : {0, kWeights, kRecurrentWeights}) {
        PS_TRY(checkFloat(layer, i));
        PS_CHECK(layer.input(i).dims.rank == 3, Code::Shape, "input {} has rank {}, expected 3", i, layer.input(i).dims.rank);
    }
    const Extents e = extentsOf(layer);
    PS_CHECK(mayReach(e.units, 1), Code::Shape, "there are no units: the recurrent weights are {}",
             toString(layer.input(kRecurrentWeights).dims));
    const std::int64_t rows = extent::multiply(e.gates, e.units);
    PS_TRY(checkInput(layer, kWeights, "weights", {e.directions, rows, e.inputs}));
    PS_TRY(checkInput(layer, kRecurrentWeights, "recurrent weights", {e.directions, rows, e.units}));
    PS_TRY(checkInput(layer, at.bias, "biases", {e.directions, extent::multiply(2, rows)}));
    PS_TRY(checkInput(layer, at.lengths, "lengths", {e.batch}, DataType::Int32));
    PS_TRY(checkInput(layer, at.hidden, "first hidden states", stateDims(attrs, e)));
    PS_TRY(checkInput(layer, at.cell, "first cell states", stateDims(attrs, e)));
    return checkInput(layer, at.peepholes, "peepholes", {e.directions, extent::multiply(3, e.units)});
}

Result<std::vector<TensorType>> infer(const LayerView& layer) {
    const auto& attrs = layer.attrs<Attrs>();
    const Extents e = extentsOf(layer);
    const Dims states = attrs.batchFirst ? Dims{e.batch, e.steps, e.directions, e.units} : Dims{e.steps, e.directions, e.batch, e.units};
    std::vector<TensorType> out{{DataType::Float, states}, {DataType::Float, stateDims(attrs, e)}};
    if (attrs.operation == RecurrentOperation::Lstm) out.push_back({DataType::Float, stateDims(attrs, e)});
    return out;
}

/// The products, and about ten operations for each gate.
double flops(const LayerView& layer, std::span<const TensorType> outputs) {
    const Extents e = extentsOf(layer);
    return static_cast<double>(e.gates) * static_cast<double>(outputs[0].dims.volume()) * (2.0 * static_cast<double>(e.inputs + e.units) + 10);
}

KernelStatus reference(const LayerView& layer, std::span<const TensorView> inputs, std::span<const TensorView> outputs) {
    const auto& attrs = layer.attrs<Attrs>();
    const auto rule = ruleOf(attrs);
    if (!rule) return KernelStatus::BadArgument;
    const InputNumbers at = inputNumbers(attrs);
    const auto optional = [&](int i) { return i < 0 ? nullptr : &inputs[static_cast<std::size_t>(i)]; };
    return kernels::reference::recurrent({.in = inputs[0],
                                          .weights = inputs[kWeights],
                                          .recurrentWeights = inputs[kRecurrentWeights],
                                          .bias = optional(at.bias),
                                          .lengths = optional(at.lengths),
                                          .hidden = optional(at.hidden),
                                          .cell = optional(at.cell),
                                          .peepholes = optional(at.peepholes),
                                          .out = outputs[0],
                                          .lastHidden = outputs[1],
                                          .lastCell = outputs.size() > 2 ? outputs[2] : TensorView{}},
                                         *rule);
}

}  // namespace

InputNumbers inputNumbers(const Attrs& attrs) {
    InputNumbers out{.count = kRequired};
    const auto next = [&](bool isThere) { return isThere ? out.count++ : -1; };
    out.bias = next(attrs.bias);
    out.lengths = next(attrs.lengths);
    out.hidden = next(attrs.hidden);
    out.cell = next(attrs.cell);
    out.peepholes = next(attrs.peepholes);
    return out;
}

/// Those of the ONNX operators' documentation.
RecurrentActivation defaultActivation(RecurrentFunction function) {
    switch (function) {
    case RecurrentFunction::Affine: return {function, 1, 0};
    case RecurrentFunction::LeakyRelu: return {function, 0.01F, 0};
    case RecurrentFunction::ThresholdedRelu: return {function, 1, 0};
    case RecurrentFunction::ScaledTanh: return {function, 1, 1};
    case RecurrentFunction::HardSigmoid: return {function, 0.2F, 0.5F};
    case RecurrentFunction::Elu: return {function, 1, 0};
    default: return {function, 0, 0};
    }
}

Result<RecurrentRule> ruleOf(const Attrs& attrs) {
    PS_TRY(checkOptions(attrs));
    RecurrentRule rule{.operation = attrs.operation,
                       .direction = attrs.direction,
                       .batchFirst = attrs.batchFirst,
                       .linearBeforeReset = attrs.linearBeforeReset,
                       .coupledGates = attrs.coupledGates,
                       .clip = attrs.clip};
    const std::vector<std::string_view> words = splitWords(attrs.activations);
    const int perDirection = activationCount(attrs.operation);
    const int expected = perDirection * directionCount(attrs.direction);
    const int given = static_cast<int>(words.size());
    PS_CHECK(given == expected || given == perDirection, Code::Attribute, "{} activations are given, {} {} needs {}", given,
             word(attrs.direction), word(attrs.operation), expected);
    PS_TRY(checkParameters("alpha", attrs.alpha, given));
    PS_TRY(checkParameters("beta", attrs.beta, given));
    for (int i = 0; i < expected; ++i) {
        const auto from = static_cast<std::size_t>(i % given);
        PS_ASSIGN(const RecurrentFunction function, functionOf(words[from]));
        RecurrentActivation& activation = rule.activations[i];
        activation = defaultActivation(function);
        if (!attrs.alpha.empty()) activation.alpha = attrs.alpha[from];
        if (!attrs.beta.empty()) activation.beta = attrs.beta[from];
    }
    return rule;
}

constinit const LayerDef def{
    .kind = kind,
    .category = Category::MatrixMultiply,
    .doc = "A recurrent network over sequences: plain, with long short-term memory, or with gated units.",
    .fields = kFields,
    .copyAttrs = attrsCopier<Attrs>,
    .validate = validate,
    .infer = infer,
    .flops = flops,
    .reference = reference,
};

}  // namespace planscope::layers::recurrent
