// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/epilogue.h"

namespace planscope::kernels::cpu {

struct DepthwiseArgs {
    Dims stride;      ///< two entries, as all lists here
    Dims dilation;
    Dims prePadding;  ///< what lies behind follows from the output's extents
};

/// Convolution with as many groups as input and output channels, two spatial axes, any kernel size. Weights are packed
/// once.
class DepthwisePlan {
public:
    /// @param in, out   descriptions: Float [N,C,H,W], the same format: Linear, ChannelLast or ChannelBlocked
    /// @param weights   Float, Linear [C,1,R,S]; copied
    /// @param bias      Float [C] or null; copied
    /// @return nothing where takes() says no
    static std::optional<DepthwisePlan> make(const TensorView& in,
                                             const TensorView& weights,
                                             const TensorView* bias,
                                             const TensorView& out,
                                             const DepthwiseArgs& args,
                                             Isa isa);

    /// Whether the forms are those that make() names.
    static bool takes(const TensorView& in, const TensorView& weights, const TensorView* bias, const TensorView& out,
                      const DepthwiseArgs& args, Isa isa);

    /// Tensors as described to make(). The epilogue runs row by row. Padding lanes become zero. No heap.
    KernelStatus run(const TensorView& in, const TensorView& out, const Epilogue& epilogue, int threads) const noexcept;

    std::size_t residentBytes() const { return (m_weights.size() + m_bias.size()) * sizeof(float); }

private:
    DepthwisePlan() = default;
    TensorView m_in, m_out;  ///< descriptions
    DepthwiseArgs m_args;
    std::int64_t m_kernelHeight = 0, m_kernelWidth = 0;
    std::int64_t m_paddedChannels = 0;
    std::vector<float> m_weights;  ///< [R][S][padded channels]; Linear: [C][R][S]
    std::vector<float> m_bias;     ///< padded channels
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
