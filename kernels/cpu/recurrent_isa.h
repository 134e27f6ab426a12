// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/recurrent.h"

#include <cstdint>

namespace planscope::kernels::cpu {

/// One step of one sequence, after the products. Gates lie one after the other, `units` floats each.
struct RecurrentRow {
    std::int64_t units = 0;
    const float* input = nullptr;      ///< products with the input, biases included
    const float* state = nullptr;      ///< products with the state, biases included
    const float* peepholes = nullptr;  ///< null: none
    float* hidden = nullptr;           ///< the state, replaced
    float* cell = nullptr;             ///< Lstm: the cell state, replaced
    float* reset = nullptr;            ///< Gru that resets first: receives the state times the reset gate
    const float* resetState = nullptr; ///< its product, for the second half of the step
    const RecurrentRule* rule = nullptr;
    int direction = 0;
};

struct RecurrentIsa {
    void (*rnn)(const RecurrentRow& row) = nullptr;
    void (*lstm)(const RecurrentRow& row) = nullptr;
    /// Gru whose reset gate multiplies the product with the state.
    void (*gru)(const RecurrentRow& row) = nullptr;
    /// The other one, in two halves: the reset state, then, with its product, the new state.
    void (*gruReset)(const RecurrentRow& row) = nullptr;
    void (*gruFinish)(const RecurrentRow& row) = nullptr;
};

namespace generic {
extern const RecurrentIsa recurrentIsa;
}
namespace avx2 {
extern const RecurrentIsa recurrentIsa;
}
namespace avx512 {
extern const RecurrentIsa recurrentIsa;
}

}  // namespace planscope::kernels::cpu
