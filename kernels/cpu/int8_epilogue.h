// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/int8_isa.h"
#include "kernels/cpu/pointwise.h"

#include <optional>
#include <vector>

namespace planscope::kernels::cpu {

/// What is done with sums of products of integers while they are in the cache: nothing, the usual requantisation (scale, bias, bound,
/// quantise) in one go, or any pointwise program. The results are those of the program bit by bit.
class Int8Epilogue {
public:
    /// @param operands  the sums as Int32 of the output's dims and format, then the program's inputs; constants with data
    /// @param channelAxis  of the output
    /// @return nothing where the program cannot be run
    static std::optional<Int8Epilogue> make(const PointwiseProgram& program, std::span<const TensorView> operands,
                                            const TensorView& out, int channelAxis, Isa isa);

    /// Whether apply() takes parts of the channels; else only whole rows.
    bool takesParts() const { return m_isFast; }

    /// Per channel, added to the sums of the fast form: what zero points contribute.
    void setOffsets(std::vector<std::int32_t> offsets) { m_offsets = std::move(offsets); }

    /// Channels [first, first + columns) of `rows` neighbouring pixels from `pixel` on. @pre takesParts()
    void applyPart(const std::int32_t* sums, std::int64_t sumStride, std::int64_t pixel, std::int64_t rows, std::int64_t first,
                   std::int64_t columns, void* out) const noexcept;

    /// All channels of `rows` neighbouring pixels; the sums lie densely, offsets added.
    /// @param inputs  data of the program's inputs after the sums
    void applyRows(const std::int32_t* sums, std::int64_t pixel, std::int64_t rows, std::span<const void* const> inputs,
                   void* out) const noexcept;

private:
    bool recognise(const PointwiseProgram& program, std::span<const TensorView> operands);
    bool readVector(const PointwiseProgram& program, int step, std::span<const TensorView> operands, std::vector<float>& to) const;

    std::optional<PointwisePlan> m_plan;
    bool m_isFast = false;
    RequantizeRows m_rows;
    std::vector<float> m_scale, m_bias;
    std::vector<std::int32_t> m_offsets;
    std::int64_t m_channels = 0;
    const Int8Isa* m_isa = nullptr;
};

}  // namespace planscope::kernels::cpu
