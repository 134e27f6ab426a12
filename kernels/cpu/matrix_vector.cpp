// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/matrix_vector.h"

#include "kernels/cpu/interleave.h"
#include "kernels/cpu/matrix_vector_isa.h"
#include "kernels/cpu/parallel.h"

namespace planscope::kernels::cpu {

std::optional<MatrixVectorPlan> MatrixVectorPlan::make(const TensorView& weights,
                                                       MatrixOperation operation,
                                                       const TensorView* bias,
                                                       Isa isa) {
    if (weights.type != DataType::Float || !weights.format.isLinear() || weights.dims.rank != 2 || !isAvailable(isa))
        return std::nullopt;
    if (operation == MatrixOperation::Vector) return std::nullopt;
    const bool turned = operation == MatrixOperation::Transpose;
    MatrixVectorPlan plan;
    plan.m_isa = isa;
    plan.m_depth = weights.dims[turned ? 1 : 0];
    plan.m_columns = weights.dims[turned ? 0 : 1];
    if (bias && (bias->type != DataType::Float || bias->volume() != plan.m_columns)) return std::nullopt;
    const std::int64_t panels = (plan.m_columns + kPanel - 1) / kPanel;
    plan.m_panels = PackedFloats(panels * plan.m_depth * kPanel);
    plan.m_bias.assign(static_cast<std::size_t>(panels * kPanel), 0.0F);
    if (bias) std::copy_n(bias->as<float>(), plan.m_columns, plan.m_bias.begin());
    for (std::int64_t column = 0; column < plan.m_columns; column += kPanel) {
        float* const panel = plan.m_panels.data() + column * plan.m_depth;
        const std::int64_t columns = std::min<std::int64_t>(kPanel, plan.m_columns - column);
        if (columns < kPanel) std::fill_n(panel, plan.m_depth * kPanel, 0.0F);
        if (turned)
            interleave(weights.as<float>() + column * plan.m_depth, columns, plan.m_depth, plan.m_depth, panel, kPanel, [](std::int64_t k) { return k; });
        else
            for (std::int64_t k = 0; k < plan.m_depth; ++k) std::copy_n(weights.as<float>() + k * plan.m_columns + column, columns, panel + k * kPanel);
    }
    return plan;
}

KernelStatus MatrixVectorPlan::run(const TensorView& in,
                                   const TensorView& out,
                                   const Epilogue& epilogue,
                                   int threads) const noexcept {
    if (in.dims.rank < 1 || out.dims.rank < 1 || in.dims[in.dims.rank - 1] != m_depth ||
        out.dims[out.dims.rank - 1] != m_columns)
        return KernelStatus::BadArgument;
    const std::int64_t rows = in.dims.volume(0, in.dims.rank - 1);
    if (rows != out.dims.volume(0, out.dims.rank - 1)) return KernelStatus::BadArgument;
    const MatrixVectorIsa& isa =
        forIsa(m_isa, generic::matrixVectorIsa, avx2::matrixVectorIsa, avx512::matrixVectorIsa);
    const std::int64_t panels = (m_columns + kPanel - 1) / kPanel;
    parallelFor(threadsFor(threads, panels * kPanel * m_depth * 4), panels, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t panel = first; panel < last; ++panel)
            for (std::int64_t row = 0; row < rows; row += kPanelRows) {
                const std::int64_t column = panel * kPanel;
                const auto columns = static_cast<int>(std::min<std::int64_t>(kPanel, m_columns - column));
                const auto count = static_cast<int>(std::min<std::int64_t>(kPanelRows, rows - row));
                const std::int64_t at = row * m_columns + column;
                isa.panel(in.as<float>() + row * m_depth, m_depth, count, m_panels.data() + panel * m_depth * kPanel,
                          m_depth, m_bias.data() + column, out.as<float>() + at, m_columns, columns);
                for (int r = 0; r < count; ++r) epilogue.apply(out.data, at + r * m_columns, columns);
            }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
