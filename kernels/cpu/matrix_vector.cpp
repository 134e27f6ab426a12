// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/matrix_vector.h"

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
    plan.m_panels.assign(static_cast<std::size_t>(panels * plan.m_depth * kPanel), 0.0F);
    plan.m_bias.assign(static_cast<std::size_t>(panels * kPanel), 0.0F);
    for (std::int64_t n = 0; n < plan.m_columns; ++n) {
        float* panel = plan.m_panels.data() + n / kPanel * plan.m_depth * kPanel + n % kPanel;
        for (std::int64_t k = 0; k < plan.m_depth; ++k)
            panel[k * kPanel] = weights.as<float>()[turned ? n * plan.m_depth + k : k * plan.m_columns + n];
        if (bias) plan.m_bias[static_cast<std::size_t>(n)] = bias->as<float>()[n];
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
