// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {

enum class RecurrentOperation : std::uint8_t { Rnn, Lstm, Gru };

/// Gates per unit in the order of their weights: one; input, output, forget, cell; update, reset, hidden.
constexpr int gateCount(RecurrentOperation operation) {
    constexpr int kCounts[] = {1, 4, 3};
    return kCounts[static_cast<int>(operation)];
}

/// Activations per direction: f; f, g, h; f, g.
constexpr int activationCount(RecurrentOperation operation) {
    constexpr int kCounts[] = {1, 3, 2};
    return kCounts[static_cast<int>(operation)];
}

enum class RecurrentDirection : std::uint8_t { Forward, Reverse, Bidirectional };

constexpr int directionCount(RecurrentDirection direction) { return direction == RecurrentDirection::Bidirectional ? 2 : 1; }

enum class RecurrentFunction : std::uint8_t {
    Sigmoid,
    Tanh,
    Relu,
    Affine,           ///< alpha x + beta
    LeakyRelu,        ///< x >= 0 ? x : alpha x
    ThresholdedRelu,  ///< x >= alpha ? x : 0
    ScaledTanh,       ///< alpha tanh(beta x)
    HardSigmoid,      ///< max(0, min(1, alpha x + beta))
    Elu,              ///< x >= 0 ? x : alpha (e^x - 1)
    Softsign,         ///< x / (1 + |x|)
    Softplus,         ///< ln(1 + e^x)
};

struct RecurrentActivation {
    RecurrentFunction function = RecurrentFunction::Sigmoid;
    float alpha = 0, beta = 0;
};

inline constexpr int kMaxRecurrentActivations = 6;

/// How a recurrent layer computes, whatever its tensors. Equations: the ONNX operators RNN, LSTM, GRU.
struct RecurrentRule {
    RecurrentOperation operation = RecurrentOperation::Lstm;
    RecurrentDirection direction = RecurrentDirection::Forward;
    bool batchFirst = false;         ///< see RecurrentTensors in kernels/reference/recurrent.h
    bool linearBeforeReset = false;  ///< Gru: the reset gate multiplies the product with the state, not the state
    bool coupledGates = false;       ///< Lstm: the forget gate is 1 - the input gate
    float clip = 0;                  ///< inputs of activations are kept in [-clip, clip]; 0: they are not
    /// Those of the first direction, then those of the second.
    RecurrentActivation activations[kMaxRecurrentActivations] = {};

    /// @param direction  0 or 1
    const RecurrentActivation& activation(int dir, int i) const { return activations[dir * activationCount(operation) + i]; }
};

}  // namespace planscope
