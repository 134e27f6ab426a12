// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/epilogue.h"

namespace planscope::kernels::cpu {

/// Products of few rows with constant weights [N,K]: fully connected layers as frameworks store them. Each result is a product of two
/// rows, so the weights stay where they lie.
class RowDotsPlan {
public:
    /// @param weights  Float, Linear, rank 2: [N,K]; borrowed
    /// @param bias     Float [N] (any dims of that volume) or null; borrowed
    /// @return nothing for other types or ranks
    static std::optional<RowDotsPlan> make(const TensorView& weights, const TensorView* bias, Isa isa);

    /// out[m][n] = bias[n] + sum over k of in[m][k] weights[n][k], then the epilogue.
    /// @param in, out  Float, Linear, [..., K] and [..., N]; any number of rows, meant for up to about 16. No heap.
    KernelStatus run(const TensorView& in, const TensorView& out, const Epilogue& epilogue, int threads) const noexcept;

private:
    RowDotsPlan() = default;
    std::int64_t m_depth = 0, m_columns = 0;
    const float* m_weights = nullptr;
    const float* m_bias = nullptr;  ///< null: none
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
