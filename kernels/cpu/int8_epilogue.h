// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/int8_isa.h"
#include "kernels/cpu/pointwise.h"

#include <optional>
#include <vector>

namespace planscope::kernels::cpu {

/// What is done with sums of products of integers while they are in the cache: nothing, the usual arithmetic (scale, bias, bound,
/// and as a rule quantise) in one go, or any pointwise program. The results are those of the program bit by bit.
class Int8Epilogue {
public:
    /// @param operands  the sums as Int32 of the output's dims and format, then the program's inputs; constants with data
    /// @param channelAxis  of the output
    /// @return nothing where the program cannot be run
    static std::optional<Int8Epilogue> make(const PointwiseProgram& program, std::span<const TensorView> operands,
                                            const TensorView& out, int channelAxis, Isa isa);

    /// Whether apply() takes parts of the channels; else only whole rows.
    bool takesParts() const { return m_isFast; }

    /// Per channel, what the caller adds to its sums, modulo 2^32; a bias of integers. Empty: nothing.
    std::span<const std::int32_t> integers() const { return m_integers; }

    /// Per channel, for the fast form.
    /// @param offsets  what applyPart() adds to the sums: what zero points contribute, and integers()
    /// @param reaches  most that the magnitude of a sum of products is, were no bits lost
    void setOffsets(std::span<const std::int32_t> offsets, std::span<const double> reaches);

    /// Channels [first, first + columns) of `rows` neighbouring pixels from `pixel` on. @pre takesParts()
    void applyPart(const std::int32_t* sums, std::int64_t sumStride, std::int64_t pixel, std::int64_t rows, std::int64_t first,
                   std::int64_t columns, void* out) const noexcept;

    /// All channels of `rows` neighbouring pixels; the sums lie densely, offsets added.
    /// @param inputs  data of the program's inputs after the sums
    void applyRows(const std::int32_t* sums, std::int64_t pixel, std::int64_t rows, std::span<const void* const> inputs,
                   void* out) const noexcept;

private:
    std::size_t paddedChannels() const { return static_cast<std::size_t>(m_channels + kInt8Padding); }
    bool recognise(const PointwiseProgram& program, std::span<const TensorView> operands);
    bool readVector(const PointwiseProgram& program, int step, std::span<const TensorView> operands, std::vector<float>& to) const;
    /// Takes what is added to the sums as integers out of the program.
    PointwiseProgram withoutIntegers(const PointwiseProgram& program, std::span<const TensorView> operands);
    /// One element, or one per channel.
    bool isPerChannel(const TensorView& view, const TensorView& sums) const;
    QuickSteps quickSteps(std::span<const double> reaches) const;

    std::optional<PointwisePlan> m_plan;
    bool m_isFast = false;
    DataType m_type = DataType::Int32;  ///< of the results
    RequantizeRows m_rows;
    // Per channel, readable kInt8Padding further.
    std::vector<float> m_scale, m_bias, m_factor, m_addend;
    std::vector<std::int32_t> m_integers, m_offsets;
    std::int64_t m_channels = 0;
    const Int8Isa* m_isa = nullptr;
};

}  // namespace planscope::kernels::cpu
