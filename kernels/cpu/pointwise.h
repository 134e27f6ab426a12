// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/kernel_status.h"
#include "kernels/api/pointwise.h"
#include "kernels/api/tensor_view.h"
#include "kernels/cpu/cpu_features.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace planscope::kernels::cpu {

struct PointwiseIsa;
struct TileOperand;
using TileFunction = void (*)(float*, const TileOperand*, std::int64_t, float, float);

/// A pointwise program prepared for tensors of known types, dims and formats. Evaluates in tiles that stay in the first
/// cache level. Immutable; runs from several threads at once.
class PointwisePlan {
public:
    /// @param inputs, out  only types, dims and formats count here. Float, Half, Bool, Int8, UInt8 or (inputs)
    ///   Int32 values, steps of Float, Half (rounded one by one) and Bool. Integers are cast to Float first and come from a
    ///   Cast last; a sum of small Int32 values may stand before it.
    ///   Each input broadcasts to `out` and is of one of these forms: the format and rank of `out`; Linear, where `out`
    ///   is Linear; Linear with extents only in N and C (a scalar, a vector per channel, per batch, or both) for any
    ///   format.
    /// @return nothing where the program or a form is not among these, or values live at once exceed the tile buffers
    static std::optional<PointwisePlan> make(const PointwiseProgram& program,
                                             std::span<const TensorView> inputs,
                                             const TensorView& out,
                                             Isa isa);

    /// @param inputs  in the order of make(); `out` may be the memory of an input of the same dims, format and type.
    /// Padding lanes of `out` become zero. No heap.
    KernelStatus run(std::span<const TensorView> inputs, const TensorView& out, int threads) const noexcept;

    /// The part [first, first + count) of the output's memory, in elements: an epilogue over what a kernel has just
    /// written. Single-threaded; padding lanes in the range become zero.
    /// @param inputs  the data pointers, in the order of make()
    void runRange(std::span<const void* const> inputs, void* out, std::int64_t first, std::int64_t count) const noexcept;

private:
    /// How an input is read along a row.
    enum class Access : std::uint8_t { Contiguous, Scalar, Periodic, Repeated };

    struct Input {
        Access access = Access::Contiguous;
        DataType type = DataType::Float;
        std::array<std::int64_t, kMaxRank> rowStrides{};  ///< per outer axis of `m_rows`
        std::int64_t elements = 0;                        ///< in memory; reads beyond give 0 (padding lanes)
        std::int64_t repeatStride = 0;                    ///< between elements that are each repeated `m_period` times
    };
    /// Registers are numbered: inputs, constants, slots.
    struct Instruction {
        TileFunction function = nullptr;
        std::array<std::int8_t, 3> operands{-1, -1, -1};
        std::int8_t slot = 0;
        float alpha = 0, beta = 0;
    };
    class Runner;

    PointwisePlan() = default;
    bool planRows(std::span<const TensorView> inputs, const TensorView& out);
    bool compile(const PointwiseProgram& program);

    const PointwiseIsa* m_isa = nullptr;
    std::vector<Input> m_inputs;
    std::vector<float> m_constants;
    std::vector<Instruction> m_instructions;
    TensorView m_out;              ///< description only
    Dims m_rows;                   ///< outer axes
    std::int64_t m_rowLength = 1;  ///< elements of a row
    std::int64_t m_period = 1;     ///< of periodic and repeated inputs
};

}  // namespace planscope::kernels::cpu
