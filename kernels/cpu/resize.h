// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/resize_mode.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

#include <optional>
#include <vector>

namespace planscope::kernels::cpu {

struct ResizeArgs {
    ResizeMode mode = ResizeMode::Nearest;  ///< Nearest or Linear
    ResizeCoordinate coordinate = ResizeCoordinate::Asymmetric;
    ResizeRound round = ResizeRound::Floor;
    ResizeSelector selector = ResizeSelector::Formula;
    float scales[kMaxRank] = {};  ///< as in the reference kernel
};

/// Resizes the last two axes of [N,C,H,W] (or [N,C,W]) by tables that are made once.
class ResizePlan {
public:
    /// @param in, out  descriptions: Float, the same format, N and C unchanged with scale 0 or 1
    /// @return nothing for other forms, for Cubic, and for Linear rows of more than 8192 elements
    static std::optional<ResizePlan> make(const TensorView& in, const TensorView& out, const ResizeArgs& args, Isa isa);

    /// Tensors as described to make(). Padding lanes stay zero because those of `in` are. No heap.
    KernelStatus run(const TensorView& in, const TensorView& out, int threads) const noexcept;

private:
    /// What the output elements of one axis read; `right` and `weight` only for Linear.
    struct Table {
        std::vector<std::int32_t> left, right;
        std::vector<float> weight;
    };
    ResizePlan() = default;
    static Table tableOf(const ResizeArgs& args, int axis, std::int64_t inLength, std::int64_t outLength);
    void plainRow(const float* plane, float* out, std::int64_t row) const noexcept;
    void pixelRow(const float* plane, float* out, std::int64_t row, std::int64_t channels) const noexcept;

    TensorView m_in, m_out;  ///< descriptions
    ResizeMode m_mode = ResizeMode::Nearest;
    std::int64_t m_inWidth = 0;
    Table m_rows, m_columns;
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
