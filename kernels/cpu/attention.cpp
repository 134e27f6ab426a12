// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/attention.h"

#include "kernels/cpu/attention_isa.h"
#include "kernels/cpu/parallel.h"

#include <algorithm>

namespace planscope::kernels::cpu {
namespace {

/// A multiple of every tile's rows, few enough for their scores to stay in the cache.
constexpr std::int64_t kBlockRows = 24;

const AttentionIsa& isaOf(const Execution& execution) {
    return forIsa(execution.isa, generic::attentionIsa, avx2::attentionIsa, avx512::attentionIsa);
}

std::int64_t roundedUp(std::int64_t value, std::int64_t to) { return (value + to - 1) / to * to; }

}  // namespace

struct AttentionPlan::Operands {
    Permuted query, key, value, mask, out;
};

AttentionPlan::AttentionPlan(const Dims& query, const Dims& key, const Dims& value, const AttentionArgs& args, const Execution& execution)
    : m_args(args), m_execution(execution) {
    const auto shape = [](const Dims& dims, const Dims& axes) { return permuted({nullptr, DataType::Float, dims, Format::linear()}, axes).dims; };
    const Dims q = shape(query, args.queryAxes), k = shape(key, args.keyAxes), v = shape(value, args.valueAxes);
    const int rank = q.rank;
    m_batches = q.volume(0, rank - 2);
    m_rows = q[rank - 2];
    m_depth = q[rank - 1];
    m_keys = k[rank - 2];
    m_columns = v[rank - 1];
    m_paddedKeys = roundedUp(m_keys, isaOf(execution).panelColumns);
    m_paddedColumns = roundedUp(m_columns, isaOf(execution).panelColumns);
}

/// Packed keys, packed values, queries, scores and results of one block of rows.
std::int64_t AttentionPlan::scratchFloats() const {
    return roundedUp(m_paddedKeys * m_depth + m_paddedColumns * m_keys + kBlockRows * (m_depth + m_paddedKeys + m_paddedColumns), 16);
}

std::size_t AttentionPlan::workspaceBytes() const {
    return static_cast<std::size_t>(scratchFloats() * std::max(m_execution.threads, 1)) * sizeof(float);
}

void AttentionPlan::runRows(const Operands& of, std::int64_t batch, std::int64_t first, std::int64_t last, float* scratch) const noexcept {
    const AttentionIsa& isa = isaOf(m_execution);
    const int row = of.query.dims.rank - 2, column = row + 1;
    float *const keys = scratch, *const values = keys + m_paddedKeys * m_depth, *const queries = values + m_paddedColumns * m_keys,
                 *const scores = queries + kBlockRows * m_depth, *const results = scores + kBlockRows * m_paddedKeys;
    isa.pack(of.key.data + batchOffset(of.key, batch), of.key.strides[column], of.key.strides[row], m_depth, m_keys, m_args.scale, keys);
    isa.pack(of.value.data + batchOffset(of.value, batch), of.value.strides[row], of.value.strides[column], m_keys, m_columns, 1, values);
    const float* const query = of.query.data + batchOffset(of.query, batch);
    float* const out = of.out.data + batchOffset(of.out, batch);
    const float* const mask = of.mask.data ? of.mask.data + batchOffset(of.mask, batch) : nullptr;
    float sums[kBlockRows];
    for (std::int64_t begin = first; begin < last; begin += kBlockRows) {
        const std::int64_t count = std::min(kBlockRows, last - begin);
        const float* const rows = query + begin * of.query.strides[row];
        const bool isPlain = of.query.strides[column] == 1;
        for (std::int64_t r = 0; !isPlain && r < count; ++r)
            for (std::int64_t i = 0; i < m_depth; ++i) queries[r * m_depth + i] = rows[r * of.query.strides[row] + i * of.query.strides[column]];
        isa.multiply(isPlain ? rows : queries, isPlain ? of.query.strides[row] : m_depth, count, keys, m_depth, m_keys, scores, m_paddedKeys);
        for (std::int64_t r = 0; mask && r < count; ++r)
            isa.addRow(scores + r * m_paddedKeys, mask + (begin + r) * of.mask.strides[row], of.mask.strides[column], m_keys);
        isa.exponentials(scores, m_paddedKeys, count, m_keys, sums);
        isa.multiply(scores, m_paddedKeys, count, values, m_keys, m_columns, results, m_paddedColumns);
        for (std::int64_t r = 0; r < count; ++r) {
            const float* const result = results + r * m_paddedColumns;
            float* const to = out + (begin + r) * of.out.strides[row];
            if (of.out.strides[column] == 1) isa.scaleRow(result, to, m_columns, 1 / sums[r]);
            else
                for (std::int64_t c = 0; c < m_columns; ++c) to[c * of.out.strides[column]] = result[c] / sums[r];
        }
    }
}

KernelStatus AttentionPlan::run(const TensorView& query, const TensorView& key, const TensorView& value, const TensorView* mask,
                                const TensorView& out, void* workspace) const noexcept {
    if (!query.format.isLinear() || !key.format.isLinear() || !value.format.isLinear() || !out.format.isLinear()) return KernelStatus::BadArgument;
    if (out.volume() == 0) return KernelStatus::Ok;
    Operands of{permuted(query, m_args.queryAxes), permuted(key, m_args.keyAxes), permuted(value, m_args.valueAxes), {},
                unpermuted(out, m_args.outputAxes)};
    Dims scores = of.query.dims;
    scores[scores.rank - 1] = m_keys;
    if (mask) of.mask = broadcastMask(*mask, scores);
    // Where heads are fewer than threads the rows of a head are divided, on whole blocks.
    const std::int64_t blocks = (m_rows + kBlockRows - 1) / kBlockRows;
    const int threads = threadsFor(m_execution.threads, m_batches * m_rows * m_keys * (m_depth + m_columns) / 4);
    const std::int64_t parts = m_batches >= threads ? 1 : std::min<std::int64_t>(blocks, (threads + m_batches - 1) / m_batches);
    parallelFor(threads, m_batches * parts, [&](std::int64_t first, std::int64_t last) {
        float* const scratch = static_cast<float*>(workspace) + omp_get_thread_num() * scratchFloats();
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::int64_t part = unit % parts;
            runRows(of, unit / parts, blocks * part / parts * kBlockRows, std::min(m_rows, blocks * (part + 1) / parts * kBlockRows), scratch);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
