// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/matrix_operation.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/epilogue.h"
#include "kernels/cpu/packed_floats.h"

namespace planscope::kernels::cpu {

/// Products of few rows with constant weights, limited by the bandwidth at which weights are read: fully connected
/// layers at small batch. Weights are packed once.
class MatrixVectorPlan {
public:
    /// @param weights    Float, Linear, rank 2: [K,N], or [N,K] with Transpose; copied
    /// @param bias       Float [N] (any dims of that volume) or null; copied
    /// @return nothing for other types or ranks
    static std::optional<MatrixVectorPlan> make(const TensorView& weights,
                                                MatrixOperation operation,
                                                const TensorView* bias,
                                                Isa isa);

    /// out[m][n] = bias[n] + sum over k of in[m][k] weights[k][n], then the epilogue.
    /// @param in, out  Float, Linear, [..., K] and [..., N]; any number of rows, meant for up to about 16. No heap.
    KernelStatus run(const TensorView& in, const TensorView& out, const Epilogue& epilogue, int threads) const noexcept;

    std::size_t residentBytes() const { return m_panels.bytes() + m_bias.size() * sizeof(float); }

private:
    MatrixVectorPlan() = default;
    std::int64_t m_depth = 0, m_columns = 0;
    PackedFloats m_panels;         ///< [ceil(N / kPanel)][K][kPanel], zero-padded
    std::vector<float> m_bias;    ///< padded to panels
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
