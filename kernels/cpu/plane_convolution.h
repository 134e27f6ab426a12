// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/epilogue.h"

namespace planscope::kernels::cpu {

struct PlaneConvolutionArgs {
    Dims stride;      ///< one entry per spatial axis
    Dims prePadding;
    int groups = 1;
};

/// Convolutions of one tap between planes: sums of whole input planes by weights, as in the heads of detectors and segmentations.
/// Nothing is packed and nothing leaves the Linear format.
class PlaneConvolutionPlan {
public:
    /// @param in, out   descriptions: Float, Linear [N,C,spatial...] of equal spatial extents
    /// @param weights   Float, Linear [K,C,1...]; borrowed
    /// @param bias      Float [K] or null; borrowed
    /// @return nothing where takes() says no
    static std::optional<PlaneConvolutionPlan> make(const TensorView& in,
                                                    const TensorView& weights,
                                                    const TensorView* bias,
                                                    const TensorView& out,
                                                    const PlaneConvolutionArgs& args,
                                                    Isa isa);

    /// Whether the forms are those that make() names, with stride 1, no padding and one group.
    static bool takes(const TensorView& in, const TensorView& weights, const TensorView* bias, const TensorView& out,
                      const PlaneConvolutionArgs& args, Isa isa);

    /// Tensors as described to make(). The epilogue follows each part of the output while it is in the cache. The result does not
    /// depend on `threads`. No heap.
    KernelStatus run(const TensorView& in, const TensorView& out, const Epilogue& epilogue, int threads) const noexcept;

    std::size_t residentBytes() const { return 0; }

private:
    PlaneConvolutionPlan() = default;
    std::int64_t m_images = 0, m_channelsIn = 0, m_channelsOut = 0, m_pixels = 0;
    const float* m_weights = nullptr;
    const float* m_bias = nullptr;  ///< null: none
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
