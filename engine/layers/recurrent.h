// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/enum_words.h"
#include "engine/network/layer_def.h"
#include "kernels/api/recurrent.h"

#include <string>

namespace planscope {

template <>
struct EnumWords<RecurrentOperation> {
    static constexpr std::string_view words[] = {"rnn", "lstm", "gru"};
};

template <>
struct EnumWords<RecurrentDirection> {
    static constexpr std::string_view words[] = {"forward", "reverse", "bidirectional"};
};

template <>
struct EnumWords<RecurrentFunction> {
    static constexpr std::string_view words[] = {"sigmoid",     "tanh",         "relu", "affine",   "leaky_relu", "thresholded_relu",
                                                 "scaled_tanh", "hard_sigmoid", "elu",  "softsign", "softplus"};
};

}  // namespace planscope

namespace planscope::layers::recurrent {

inline constexpr LayerKind kind{"recurrent"};

/// Inputs: sequences [T,N,I], weights [D,G*H,I], recurrent weights [D,G*H,H], then those that the attributes name, in their order.
/// Outputs: every state [T,D,N,H], the last one [D,N,H], for lstm the last cell state [D,N,H]. With the batch first: [N,T,I],
/// [N,T,D,H], [N,D,H]. Order of gates, equations: the ONNX operators RNN, LSTM, GRU.
struct Attrs {
    RecurrentOperation operation = RecurrentOperation::Lstm;
    RecurrentDirection direction = RecurrentDirection::Forward;
    bool batchFirst = false;
    bool bias = false;
    bool lengths = false;
    bool hidden = false;
    bool cell = false;
    bool peepholes = false;
    bool linearBeforeReset = false;
    bool coupledGates = false;
    float clip = 0;
    std::string activations = "sigmoid,tanh,tanh";
    std::vector<float> alpha;
    std::vector<float> beta;
};

/// Numbers of the inputs that may be left out; -1: left out.
struct InputNumbers {
    int bias = -1, lengths = -1, hidden = -1, cell = -1, peepholes = -1;
    int count = 0;  ///< of all inputs
};
InputNumbers inputNumbers(const Attrs& attrs);

/// What alpha and beta of a function are where nobody says.
RecurrentActivation defaultActivation(RecurrentFunction function);

/// The attributes as kernels take them. @errors Code::Attribute
Result<RecurrentRule> ruleOf(const Attrs& attrs);

extern const LayerDef def;

}  // namespace planscope::layers::recurrent
