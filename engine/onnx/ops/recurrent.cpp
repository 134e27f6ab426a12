// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/recurrent.h"

#include "engine/base/check.h"
#include "engine/onnx/node_import.h"
#include "engine/onnx/ops/layer_steps.h"

#include <algorithm>
#include <cctype>

namespace planscope::onnx::ops::recurrent {
namespace {

using layers::recurrent::Attrs;

/// ONNX's names in the order of RecurrentFunction; case does not matter.
constexpr std::string_view kFunctions[] = {"sigmoid",    "tanh",        "relu", "affine",   "leakyrelu", "thresholdedrelu",
                                           "scaledtanh", "hardsigmoid", "elu",  "softsign", "softplus"};

/// Functions that take alpha, then beta from ONNX's lists.
constexpr bool takesAlpha(RecurrentFunction f) {
    using enum RecurrentFunction;
    return f == Affine || f == LeakyRelu || f == ThresholdedRelu || f == ScaledTanh || f == HardSigmoid || f == Elu;
}
constexpr bool takesBeta(RecurrentFunction f) {
    using enum RecurrentFunction;
    return f == Affine || f == ScaledTanh || f == HardSigmoid;
}

constexpr std::string_view kDefaultActivations[] = {"tanh", "sigmoid,tanh,tanh", "sigmoid,tanh"};

Result<RecurrentFunction> functionOf(const std::string& name) {
    std::string lower;
    for (const char c : name) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto at = std::ranges::find(kFunctions, lower);
    PS_CHECK(at != std::end(kFunctions), Code::UnsupportedFeature, "activation '{}' is not known", name);
    return static_cast<RecurrentFunction>(at - std::begin(kFunctions));
}

/// Takes numbers from a list as long as there are any.
float nextOf(const std::vector<float>& list, std::size_t& at, float otherwise) { return at < list.size() ? list[at++] : otherwise; }

Result<std::vector<float>> optionalNumbers(NodeImport& node, std::string_view name) {
    return node.hasAttribute(name) ? node.numbers(name) : std::vector<float>{};
}

Status readActivations(NodeImport& node, Attrs& attrs) {
    PS_ASSIGN(const std::vector<std::string> names, node.texts("activations"));
    PS_ASSIGN(const std::vector<float> alphas, optionalNumbers(node, "activation_alpha"));
    PS_ASSIGN(const std::vector<float> betas, optionalNumbers(node, "activation_beta"));
    attrs.activations = kDefaultActivations[static_cast<std::size_t>(attrs.operation)];
    if (names.empty()) return {};
    attrs.activations.clear();
    std::size_t alpha = 0, beta = 0;
    for (const std::string& name : names) {
        PS_ASSIGN(const RecurrentFunction function, functionOf(name));
        const RecurrentActivation standard = layers::recurrent::defaultActivation(function);
        attrs.activations += (attrs.activations.empty() ? "" : ",") + std::string(word(function));
        attrs.alpha.push_back(takesAlpha(function) ? nextOf(alphas, alpha, standard.alpha) : 0);
        attrs.beta.push_back(takesBeta(function) ? nextOf(betas, beta, standard.beta) : 0);
    }
    return {};
}

Result<RecurrentDirection> readDirection(NodeImport& node) {
    PS_ASSIGN(const std::string_view name, node.text("direction", "forward"));
    const auto& words = EnumWords<RecurrentDirection>::words;
    const auto at = std::ranges::find(words, name);
    PS_CHECK(at != std::end(words), Code::Attribute, "direction is '{}', expected forward, reverse or bidirectional", name);
    return static_cast<RecurrentDirection>(at - std::begin(words));
}

/// An input that may be left out; it is added to `inputs`. @return whether it is there
Result<bool> takeInput(NodeImport& node, int i, std::vector<TensorId>& inputs) {
    if (!node.has(i)) return false;
    PS_ASSIGN(const TensorId id, node.input(i));
    inputs.push_back(id);
    return true;
}

Result<Outputs> import(NodeImport& node, RecurrentOperation operation) {
    const bool isLstm = operation == RecurrentOperation::Lstm, isGru = operation == RecurrentOperation::Gru;
    Attrs attrs;
    attrs.operation = operation;
    PS_ASSIGN(attrs.direction, readDirection(node));
    PS_ASSIGN(const int layout, node.integer("layout", 0));
    PS_ASSIGN(const int linear, isGru ? node.integer("linear_before_reset", 0) : Result<int>(0));
    PS_ASSIGN(const int coupled, isLstm ? node.integer("input_forget", 0) : Result<int>(0));
    PS_ASSIGN(attrs.clip, node.number("clip", 0));
    attrs.batchFirst = layout != 0;
    attrs.linearBeforeReset = linear != 0;
    attrs.coupledGates = coupled != 0;
    PS_TRY(readActivations(node, attrs));
    std::vector<TensorId> inputs;
    for (int i = 0; i < 3; ++i) {
        PS_ASSIGN(inputs.emplace_back(), node.input(i));
    }
    PS_ASSIGN(attrs.bias, takeInput(node, 3, inputs));
    PS_ASSIGN(attrs.lengths, takeInput(node, 4, inputs));
    PS_ASSIGN(attrs.hidden, takeInput(node, 5, inputs));
    PS_ASSIGN(attrs.cell, isLstm ? takeInput(node, 6, inputs) : Result<bool>(false));
    PS_ASSIGN(attrs.peepholes, isLstm ? takeInput(node, 7, inputs) : Result<bool>(false));
    const std::int64_t units = node.dims(inputs[2]).rank == 3 ? node.dims(inputs[2])[2] : -1;
    PS_ASSIGN(const int hiddenSize, node.integer("hidden_size", static_cast<int>(units)));
    PS_CHECK(hiddenSize == units, Code::Attribute, "hidden_size is {}, the recurrent weights are for {} units", hiddenSize, units);
    return node.finish(layers::recurrent::def, std::move(inputs), planscope::Attrs::of(std::move(attrs)));
}

Result<Outputs> importRnn(NodeImport& node) { return import(node, RecurrentOperation::Rnn); }
Result<Outputs> importLstm(NodeImport& node) { return import(node, RecurrentOperation::Lstm); }
Result<Outputs> importGru(NodeImport& node) { return import(node, RecurrentOperation::Gru); }

constexpr OnnxOpDef kOps[] = {
    {"", "GRU", {7, kNewestOpset}, importGru},
    {"", "LSTM", {7, kNewestOpset}, importLstm},
    {"", "RNN", {7, kNewestOpset}, importRnn},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::recurrent
