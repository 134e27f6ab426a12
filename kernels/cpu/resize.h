// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/resize_taps.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

#include <optional>
#include <vector>

namespace planscope::kernels::cpu {

/// Resizes the last one to three axes of [N,C,spatial...] by tables that are made once. Each output row is a weighted sum of
/// input rows, made in a small buffer, from which its pixels are blended.
class ResizePlan {
public:
    /// @param in, out  descriptions: the same type (Float; Nearest: any) and format, N and C unchanged with scale 0 or 1
    /// @return nothing for other forms, and for rows of more than 8192 pixels unless Nearest
    static std::optional<ResizePlan> make(const TensorView& in, const TensorView& out, const ResizeArgs& args, Isa isa);

    /// Tensors as described to make(). Padding lanes stay zero because those of `in` are. No heap.
    KernelStatus run(const TensorView& in, const TensorView& out, int threads) const noexcept;

private:
    /// What the output elements of one axis read: `taps` indices and weights each.
    struct Axis {
        int taps = 1;
        std::int64_t inLength = 1, outLength = 1;
        std::vector<std::int32_t> index{};
        std::vector<float> weight{};
    };
    static constexpr int kMaxRows = 16;  ///< four taps in two axes besides the last
    /// The input rows that make one output row.
    struct Rows {
        int count = 1;
        std::int64_t index[kMaxRows] = {};
        float weight[kMaxRows] = {1};
    };
    ResizePlan() = default;
    static Axis axisOf(const ResizeArgs& args, int axis, std::int64_t inLength, std::int64_t outLength);
    Rows rowsOf(std::int64_t row) const noexcept;
    void copyRow(const std::byte* row, std::byte* out, std::int64_t channels) const noexcept;
    void blendRow(const float* plane, const Rows& rows, float* out, std::int64_t channels) const noexcept;

    TensorView m_in, m_out;  ///< descriptions
    ResizeMode m_mode = ResizeMode::Nearest;
    std::vector<Axis> m_outer;  ///< the spatial axes but the last, outermost first
    Axis m_columns;
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
