// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/attention_args.h"
#include "kernels/api/kernel_status.h"
#include "kernels/cpu/cpu_features.h"

namespace planscope::kernels::cpu {

/// Attention without the matrix of scores in memory: per head the keys and values are packed once, then scores, softmax and
/// result are made for a few rows at a time. @pre shapes as checked by the layer kind
class AttentionPlan {
public:
    AttentionPlan(const Dims& query, const Dims& key, const Dims& value, const AttentionArgs& args, const Execution& execution);

    std::size_t workspaceBytes() const;

    /// Float, Linear. @param mask  null, or broadcasts to [batch..., S, T]
    KernelStatus run(const TensorView& query, const TensorView& key, const TensorView& value, const TensorView* mask,
                     const TensorView& out, void* workspace) const noexcept;

private:
    struct Operands;
    void runRows(const Operands& of, std::int64_t batch, std::int64_t first, std::int64_t last, float* scratch) const noexcept;
    std::int64_t scratchFloats() const;

    AttentionArgs m_args;
    Execution m_execution;
    std::int64_t m_batches = 1, m_rows = 0, m_depth = 0, m_keys = 0, m_columns = 0;
    std::int64_t m_paddedKeys = 0, m_paddedColumns = 0;
};

}  // namespace planscope::kernels::cpu
