// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/recurrent.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"
#include "kernels/cpu/matrix_vector.h"

#include <optional>
#include <vector>

namespace planscope::kernels::cpu {

/// Weights of a recurrent layer; Float, Linear, shapes as in kernels/reference/recurrent.h. Copied.
struct RecurrentWeights {
    TensorView input;
    TensorView recurrent;
    const TensorView* bias = nullptr;
    const TensorView* peepholes = nullptr;
};

/// What changes from run to run; shapes as in kernels/reference/recurrent.h.
struct RecurrentRun {
    TensorView in;
    const TensorView* lengths = nullptr;
    const TensorView* hidden = nullptr;
    const TensorView* cell = nullptr;
    TensorView out, lastHidden, lastCell;
};

/// RNN, LSTM and GRU with constant weights. The products of all steps with the input are one matrix product; each step adds
/// the product with the state and applies the gates to vectors of units. Both directions run at once where that keeps more
/// threads busy. Results do not depend on the number of threads.
class RecurrentPlan {
public:
    /// @return nothing for other types, ranks or an instruction set that the machine lacks
    static std::optional<RecurrentPlan> make(const RecurrentWeights& weights, const RecurrentRule& rule, Isa isa);

    /// What a workspace is needed for.
    struct Form {
        RecurrentOperation operation = RecurrentOperation::Lstm;
        RecurrentDirection direction = RecurrentDirection::Forward;
    };
    /// Bytes of scratch memory for sequences of these extents.
    static std::size_t workspaceBytes(const Form& form, std::int64_t units, std::int64_t steps, std::int64_t batch);

    /// No heap. @return BadIndex where a length lies outside [0, steps]
    KernelStatus run(const RecurrentRun& args, void* workspace, int threads) const noexcept;

    std::size_t residentBytes() const;

private:
    RecurrentPlan() = default;

    struct Direction {
        MatrixVectorPlan input;       ///< [I] to [G*H]
        MatrixVectorPlan state;       ///< [H] to [G*H]; without the hidden gate where that is reset first
        std::optional<MatrixVectorPlan> resetState;  ///< [H] to [H]: the hidden gate of a reset state
        std::vector<float> peepholes;
        bool isReverse = false;
    };
    struct Scratch;

    std::int64_t gates() const { return gateCount(m_rule.operation) * m_units; }
    KernelStatus runDirection(int direction, const RecurrentRun& args, const float* projected, float* scratch, int threads) const noexcept;
    KernelStatus step(int direction, const Scratch& scratch, std::int64_t step, const RecurrentRun& args, int threads) const noexcept;

    RecurrentRule m_rule;
    std::int64_t m_units = 0, m_inputs = 0;
    std::vector<Direction> m_directions;
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
