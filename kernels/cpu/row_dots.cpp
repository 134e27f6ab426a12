// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/row_dots.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/row_dots_isa.h"

namespace planscope::kernels::cpu {

std::optional<RowDotsPlan> RowDotsPlan::make(const TensorView& weights, const TensorView* bias, Isa isa) {
    if (weights.type != DataType::Float || !weights.format.isLinear() || weights.dims.rank != 2 || !isAvailable(isa)) return std::nullopt;
    RowDotsPlan plan;
    plan.m_isa = isa;
    plan.m_columns = weights.dims[0];
    plan.m_depth = weights.dims[1];
    plan.m_weights = weights.as<float>();
    if (!bias) return plan;
    if (bias->type != DataType::Float || bias->volume() != plan.m_columns) return std::nullopt;
    plan.m_bias = bias->as<float>();
    return plan;
}

KernelStatus RowDotsPlan::run(const TensorView& in, const TensorView& out, const Epilogue& epilogue, int threads) const noexcept {
    if (in.dims.rank < 1 || out.dims.rank < 1 || in.dims[in.dims.rank - 1] != m_depth || out.dims[out.dims.rank - 1] != m_columns)
        return KernelStatus::BadArgument;
    const std::int64_t rows = in.dims.volume(0, in.dims.rank - 1);
    if (rows != out.dims.volume(0, out.dims.rank - 1)) return KernelStatus::BadArgument;
    const RowDotsIsa& isa = forIsa(m_isa, generic::rowDotsIsa, avx2::rowDotsIsa, avx512::rowDotsIsa);
    constexpr std::int64_t kBlock = 48;  // columns whose weights stay in the second cache level for the next rows
    const std::int64_t blocks = (m_columns + kBlock - 1) / kBlock;
    parallelFor(threadsFor(threads, m_columns * m_depth * 4), blocks, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t block = first; block < last; ++block)
            for (std::int64_t row = 0; row < rows; row += kDotRows) {
                const std::int64_t column = block * kBlock, columns = std::min(kBlock, m_columns - column);
                const auto count = static_cast<int>(std::min<std::int64_t>(kDotRows, rows - row));
                const std::int64_t at = row * m_columns + column;
                isa.dots(in.as<float>() + row * m_depth, count, m_weights + column * m_depth, m_depth, m_bias ? m_bias + column : nullptr,
                         out.as<float>() + at, m_columns, columns);
                for (int r = 0; r < count; ++r) epilogue.apply(out.data, at + r * m_columns, columns);
            }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
