// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/epilogue.h"
#include "kernels/cpu/packed_floats.h"

#include <array>

namespace planscope::kernels::cpu {

struct DirectTile;

struct DirectConvolutionArgs {
    Dims stride;      ///< one entry per spatial axis, as all lists here
    Dims dilation;
    Dims prePadding;  ///< what lies behind follows from the output's extents
    int groups = 1;
};

/// Convolution by its definition, one to three spatial axes: a tile of output pixels and channels stays in registers while all
/// taps and input channels go by. Weights are packed once.
class DirectConvolutionPlan {
public:
    /// @param in, out   descriptions: Float [N,C,spatial...]. `in` is Linear, ChannelLast or blocked by the vector length of
    ///   `isa`, `out` one of the last two; groups have whole vectors of channels
    /// @param weights   Float, Linear [K,C/groups,spatial...]; copied
    /// @param bias      Float [K] or null; copied
    /// @return nothing where takes() says no
    static std::optional<DirectConvolutionPlan> make(const TensorView& in,
                                                     const TensorView& weights,
                                                     const TensorView* bias,
                                                     const TensorView& out,
                                                     const DirectConvolutionArgs& args,
                                                     Isa isa);

    /// Whether the forms are those that make() names.
    static bool takes(const TensorView& in, const TensorView& weights, const TensorView* bias, const TensorView& out,
                      const DirectConvolutionArgs& args, Isa isa);

    /// Tensors as described to make(). The epilogue follows each part of the output while it is in the cache. Padding lanes
    /// become zero. The result does not depend on `threads`. No heap.
    KernelStatus run(const TensorView& in, const TensorView& out, const Epilogue& epilogue, int threads) const noexcept;

    std::size_t residentBytes() const { return m_weights.bytes() + m_bias.size() * sizeof(float); }

private:
    static constexpr int kMaxTaps = 64;  ///< of a row, and rows of taps

    /// Depth, height, width; axes that a tensor lacks have extent 1.
    using Space = std::array<std::int64_t, 3>;
    /// Neighbouring blocks of output channels that are computed together.
    struct Panel {
        std::int64_t group = 0;
        std::int64_t firstChannel = 0;  ///< of the output
        std::int64_t blocks = 0;
        std::int64_t weights = 0;       ///< in m_weights: [rows of taps][taps][channels][blocks][lanes]
    };
    /// Output pixels that lie together: whole rows, or a part of one.
    struct Chunk;

    DirectConvolutionPlan() = default;
    void pack(const TensorView& weights, const TensorView* bias, std::int64_t blocksPerPanel);
    void runPanel(const float* in, float* out, const Chunk& chunk, const Panel& panel) const noexcept;
    void runTile(const DirectTile& row, std::int64_t firstPixel, std::int64_t pixels, const float* in, const Panel& panel) const noexcept;

    TensorView m_in, m_out;  ///< descriptions
    Space m_inSpace{}, m_outSpace{}, m_kernel{}, m_stride{}, m_dilation{}, m_padding{};
    std::int64_t m_groupChannels = 0;  ///< of the input
    std::int64_t m_inPixelStep = 0, m_inChannelStep = 0, m_inBlockStep = 0;
    std::int64_t m_outPixelStep = 0, m_outBlockStep = 0;
    std::vector<Panel> m_panels;
    PackedFloats m_weights;
    std::vector<float> m_bias;  ///< whole vectors
    Isa m_isa = Isa::Generic;
};

}  // namespace planscope::kernels::cpu
