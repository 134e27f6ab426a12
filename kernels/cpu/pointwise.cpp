// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/pointwise.h"

#include "kernels/api/broadcast.h"
#include "kernels/api/half.h"
#include "kernels/cpu/memory_axes.h"
#include "kernels/cpu/padding_lanes.h"
#include "kernels/cpu/parallel.h"
#include "kernels/cpu/pointwise_isa.h"
#include "kernels/cpu/pointwise_types.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kTile = 512;       ///< floats per tile: a handful of tiles fit the first cache level
constexpr std::int64_t kMaxPeriod = 256;  ///< longer vectors are walked as rows
constexpr int kMaxLanes = 16;
constexpr int kMaxConstants = kMaxPointwiseSteps;

struct MemoryStrides {
    std::int64_t stride[kMaxRank + 1] = {};
};

/// Strides with which an input of its own dims and format is read along the memory axes of `out`; nothing if its order
/// of memory does not allow that.
std::optional<MemoryStrides> stridesAlong(const MemoryAxes& axes, const TensorView& in, const TensorView& out) {
    MemoryStrides result;
    const bool outLinear = isPlain(out);
    const bool inLinear = isPlain(in);
    if (inLinear) {
        const Dims strides = broadcastStrides(in.dims, out.dims);
        if (outLinear) {
            for (int i = 0; i < axes.rank; ++i) result.stride[i] = strides[i];
            return result;
        }
        for (int i = 2; i < out.dims.rank; ++i)
            if (strides[i] != 0 && out.dims[i] != 1) return std::nullopt;
        const bool blocked = out.format.layout == Format::Layout::ChannelBlocked;
        result.stride[0] = strides[0];
        if (blocked) result.stride[1] = strides[1] * out.format.lanes;
        result.stride[axes.rank - 1] = strides[1];
        return result;
    }
    if (in.format != out.format || in.dims.rank != out.dims.rank) return std::nullopt;
    const MemoryAxes own = memoryAxes(in);
    std::int64_t stride = 1;
    const bool oneChannel = in.dims[1] == 1 && out.dims[1] != 1;
    for (int i = axes.rank - 1; i >= 0; --i) {
        const bool repeats = own.extent[i] != axes.extent[i] || own.extent[i] == 1;
        const bool isLaneAxis = i == axes.rank - 1;
        result.stride[i] = repeats || (isLaneAxis && oneChannel) ? 0 : stride;
        stride *= own.extent[i];
    }
    return result;
}

}  // namespace

bool PointwisePlan::planRows(std::span<const TensorView> inputs, const TensorView& out) {
    const MemoryAxes axes = memoryAxes(out);
    const std::size_t count = inputs.size();
    std::int64_t extent[kMaxRank + 1] = {};
    std::array<MemoryStrides, kMaxPointwiseInputs> strides{};
    std::array<MemoryStrides, kMaxPointwiseInputs> merged{};
    for (std::size_t j = 0; j < count; ++j) {
        const auto along = stridesAlong(axes, inputs[j], out);
        if (!along) return false;
        strides[j] = *along;
    }
    int rank = 0;  // adjacent axes become one where every input walks through both in one stride
    for (int i = 0; i < axes.rank; ++i) {
        if (axes.extent[i] == 1) continue;
        bool joins = rank > 0;
        for (std::size_t j = 0; j < count && joins; ++j)
            joins = merged[j].stride[rank - 1] == strides[j].stride[i] * axes.extent[i];
        if (!joins) extent[rank++] = axes.extent[i];
        else extent[rank - 1] *= axes.extent[i];
        for (std::size_t j = 0; j < count; ++j) merged[j].stride[rank - 1] = strides[j].stride[i];
    }
    if (rank == 0) extent[rank++] = 1;

    m_rowLength = extent[--rank];
    for (std::size_t j = 0; j < count; ++j) {
        const std::int64_t stride = merged[j].stride[rank];
        if (stride != 0 && stride != 1) return false;
        m_inputs[j].access = stride == 0 ? Access::Scalar : Access::Contiguous;
    }
    m_period = m_rowLength;
    // A short row that repeats becomes a pattern in a longer one, elements that differ from row to row are repeated each.
    for (bool growing = m_rowLength <= kMaxPeriod; growing && rank > 0;) {
        std::array<Access, kMaxPointwiseInputs> accesses{};
        const bool isFirst = m_rowLength == m_period;
        for (std::size_t j = 0; j < count && growing; ++j) {
            const std::int64_t stride = merged[j].stride[rank - 1];
            const Access access = m_inputs[j].access;
            accesses[j] = access;
            if (access == Access::Contiguous) {
                // A pattern that is longer than the first row would need the longer period.
                if (stride == 0) accesses[j] = Access::Periodic;
                growing = stride == 0 ? isFirst : stride == m_rowLength;
            } else if (access == Access::Scalar && stride != 0) {
                accesses[j] = Access::Repeated;
                growing = isFirst;
            } else if (access == Access::Repeated) {
                growing = stride == m_inputs[j].repeatStride * (m_rowLength / m_period);
            } else {
                growing = stride == 0;
            }
        }
        if (!growing) break;
        for (std::size_t j = 0; j < count; ++j) {
            if (accesses[j] == Access::Repeated && isFirst) m_inputs[j].repeatStride = merged[j].stride[rank - 1];
            m_inputs[j].access = accesses[j];
        }
        m_rowLength *= extent[--rank];
    }
    m_rows = Dims::filled(std::min(rank, kMaxRank), 1);
    if (rank > kMaxRank) return false;
    for (int i = 0; i < rank; ++i) {
        m_rows[i] = extent[i];
        for (std::size_t j = 0; j < count; ++j)
            m_inputs[j].rowStrides[static_cast<std::size_t>(i)] = merged[j].stride[i];
    }
    return true;
}

std::optional<PointwisePlan> PointwisePlan::make(const PointwiseProgram& program,
                                                 std::span<const TensorView> inputs,
                                                 const TensorView& out,
                                                 Isa isa) {
    if (inputs.size() > kMaxPointwiseInputs || !isWritable(out.type) || !isAvailable(isa)) return std::nullopt;
    for (const TensorView& in : inputs)
        if (!isReadable(in.type) || !broadcastsTo(in.dims, out.dims) || in.format.lanes == 0) return std::nullopt;
    PointwiseProgram steps = program;
    if (steps.empty()) {
        if (inputs.empty() || inputs[0].type != out.type) return std::nullopt;
        steps.steps[0] = {.op = PointwiseOp::Input, .type = out.type, .a = 0};
        steps.stepCount = 1;
    }
    if (steps.result().type != out.type || out.format.lanes == 0) return std::nullopt;

    PointwisePlan plan;
    plan.m_isa = &forIsa(isa, generic::pointwiseIsa, avx2::pointwiseIsa, avx512::pointwiseIsa);
    plan.m_out = {nullptr, out.type, out.dims, out.format};
    for (const TensorView& in : inputs) {
        Input input;
        input.type = in.type;
        input.elements = storageElements(in.dims, in.format);
        plan.m_inputs.push_back(input);
    }
    if (!plan.planRows(inputs, out) || !plan.compile(steps)) return std::nullopt;
    return plan;
}

/// One thread's walk over a range: where each register is, and the buffers behind them.
class PointwisePlan::Runner {
public:
    Runner(const PointwisePlan& plan, std::span<const void* const> inputs) : m_plan(plan), m_inputs(inputs) {
        const int lanes = plan.m_isa->lanes;
        const std::size_t inputCount = plan.m_inputs.size();
        for (std::size_t c = 0; c < plan.m_constants.size(); ++c) {
            std::fill_n(m_constants[c], lanes, plan.m_constants[c]);
            m_registers[inputCount + c] = {m_constants[c], 0};
        }
        const std::size_t firstSlot = inputCount + plan.m_constants.size();
        for (std::size_t s = 0; s < kMaxSlots && firstSlot + s < std::size(m_registers); ++s)
            m_registers[firstSlot + s] = {m_slots[s], lanes};
    }

    void run(void* out, std::int64_t first, std::int64_t count) {
        std::int64_t row = -1;
        for (std::int64_t at = first; at < first + count;) {
            const std::int64_t inRow = at % m_plan.m_rowLength;
            if (row != at / m_plan.m_rowLength) {
                row = at / m_plan.m_rowLength;
                enterRow(row, std::min(first + count - at, m_plan.m_rowLength - inRow));
            }
            const std::int64_t n = std::min({kTile, m_plan.m_rowLength - inRow, first + count - at});
            tile(out, at, inRow, n);
            at += n;
        }
    }

private:
    float element(std::size_t j, std::int64_t offset) const {
        const Input& input = m_plan.m_inputs[j];
        if (offset >= input.elements) return 0;
        const void* const data = m_inputs[j];
        switch (input.type) {
        case DataType::Int8: return static_cast<const std::int8_t*>(data)[offset];
        case DataType::UInt8: return static_cast<const std::uint8_t*>(data)[offset];
        case DataType::Int32: return static_cast<float>(static_cast<const std::int32_t*>(data)[offset]);
        case DataType::Half: return floatFromHalf(static_cast<const std::uint16_t*>(data)[offset]);
        case DataType::Bool: return maskOf(static_cast<const std::uint8_t*>(data)[offset]);
        default: return static_cast<const float*>(data)[offset];
        }
    }
    /// Elements of input `j` from `inRow` on, each as often as its period says.
    void repeat(std::size_t j, std::int64_t inRow, std::int64_t n) {
        const Input& input = m_plan.m_inputs[j];
        std::int64_t at = m_rowOffset[j] + inRow / m_plan.m_period * input.repeatStride;
        std::int64_t run = m_plan.m_period - inRow % m_plan.m_period;
        for (std::int64_t i = 0; i < n; i += run, run = m_plan.m_period, at += input.repeatStride) {
            const float value = element(j, at);
            const float four[4] = {value, value, value, value};
            const std::int64_t end = std::min(i + run, n);
            for (std::int64_t k = i; k < end; k += 4) std::memcpy(m_staged[j] + k, four, sizeof four);
        }
        m_registers[j] = {m_staged[j], m_plan.m_isa->lanes};
    }

    static float maskOf(std::uint8_t value) { return std::bit_cast<float>(value != 0 ? ~0U : 0U); }

    void enterRow(std::int64_t row, std::int64_t length) {
        for (std::size_t j = 0; j < m_plan.m_inputs.size(); ++j) {
            const Input& input = m_plan.m_inputs[j];
            std::int64_t offset = 0;
            std::int64_t rest = row;
            for (int i = m_plan.m_rows.rank - 1; i >= 0; --i) {
                offset += rest % m_plan.m_rows[i] * input.rowStrides[static_cast<std::size_t>(i)];
                rest /= m_plan.m_rows[i];
            }
            m_rowOffset[j] = offset;
            if (input.access == Access::Scalar) {
                std::fill_n(m_scalars[j], m_plan.m_isa->lanes, element(j, offset));
                m_registers[j] = {m_scalars[j], 0};
            } else if (input.access == Access::Periodic) {
                const std::int64_t period = m_plan.m_period;
                const std::int64_t used = std::min(kTile, length) + period + kMaxLanes;
                for (std::int64_t i = 0; i < std::min(period, used); ++i) m_patterns[j][i] = element(j, offset + i);
                for (std::int64_t i = period; i < used; ++i) m_patterns[j][i] = m_patterns[j][i - period];
            }
        }
    }

    void tile(void* out, std::int64_t at, std::int64_t inRow, std::int64_t n) {
        const int lanes = m_plan.m_isa->lanes;
        const std::int64_t vectors = (n + lanes - 1) / lanes;
        const bool whole = n % lanes == 0;
        for (std::size_t j = 0; j < m_plan.m_inputs.size(); ++j) {
            const Input& input = m_plan.m_inputs[j];
            if (input.access == Access::Periodic) m_registers[j] = {m_patterns[j] + inRow % m_plan.m_period, lanes};
            if (input.access == Access::Repeated) repeat(j, inRow, n);
            if (input.access != Access::Contiguous) continue;
            const std::int64_t offset = m_rowOffset[j] + inRow;
            const std::int64_t readable = std::min(n, input.elements - offset);  // less where padding lanes follow
            const bool direct = whole && readable == n && input.type == DataType::Float;
            if (isConverted(input.type)) {
                const auto* source = static_cast<const std::byte*>(m_inputs[j]) + offset * static_cast<std::int64_t>(sizeOf(input.type));
                if (readable > 0) m_plan.m_isa->widen[tileOf(input.type)](m_staged[j], source, readable);
            } else if (input.type == DataType::Bool) {
                const auto* source = static_cast<const std::uint8_t*>(m_inputs[j]) + offset;
                for (std::int64_t i = 0; i < readable; ++i) m_staged[j][i] = maskOf(source[i]);
            } else if (!direct) {
                std::memcpy(m_staged[j], static_cast<const float*>(m_inputs[j]) + offset,
                            static_cast<std::size_t>(readable) * sizeof(float));
            }
            m_registers[j] = {direct ? static_cast<const float*>(m_inputs[j]) + offset : m_staged[j], lanes};
        }
        const bool outBool = m_plan.m_out.type == DataType::Bool;
        const bool outConverted = isConverted(m_plan.m_out.type);
        float* direct = whole && !outBool && !outConverted ? static_cast<float*>(out) + at : m_result;
        const std::size_t last = m_plan.m_instructions.size() - 1;
        for (std::size_t i = 0; i <= last; ++i) {
            const Instruction& instruction = m_plan.m_instructions[i];
            TileOperand operands[3];
            for (std::size_t o = 0; o < 3; ++o)
                if (instruction.operands[o] >= 0) operands[o] = m_registers[static_cast<std::size_t>(instruction.operands[o])];
            float* target = i == last ? direct : m_slots[static_cast<std::size_t>(instruction.slot)];
            instruction.function(target, operands, vectors, instruction.alpha, instruction.beta);
        }
        if (outConverted) {
            std::byte* const target = static_cast<std::byte*>(out) + at * static_cast<std::int64_t>(sizeOf(m_plan.m_out.type));
            m_plan.m_isa->narrow[tileOf(m_plan.m_out.type)](target, m_result, n);
        } else if (outBool) {
            for (std::int64_t i = 0; i < n; ++i)
                static_cast<std::uint8_t*>(out)[at + i] = std::bit_cast<std::uint32_t>(m_result[i]) != 0;
        } else if (!whole) {
            std::memcpy(static_cast<float*>(out) + at, m_result, static_cast<std::size_t>(n) * sizeof(float));
        }
    }

    const PointwisePlan& m_plan;
    std::span<const void* const> m_inputs;
    std::int64_t m_rowOffset[kMaxPointwiseInputs];
    TileOperand m_registers[kMaxPointwiseInputs + kMaxConstants + kMaxSlots];
    alignas(64) float m_scalars[kMaxPointwiseInputs][kMaxLanes];
    alignas(64) float m_constants[kMaxConstants][kMaxLanes];
    alignas(64) float m_patterns[kMaxPointwiseInputs][kTile + kMaxPeriod + kMaxLanes];
    alignas(64) float m_staged[kMaxPointwiseInputs][kTile + kMaxLanes];
    alignas(64) float m_slots[kMaxSlots][kTile];
    alignas(64) float m_result[kTile];
};

void PointwisePlan::runRange(std::span<const void* const> inputs,
                             void* out,
                             std::int64_t first,
                             std::int64_t count) const noexcept {
    if (count <= 0) return;
    Runner runner(*this, inputs);
    runner.run(out, first, count);
    TensorView view = m_out;
    view.data = out;
    clearPaddingLanes(view, first, count);
}

KernelStatus PointwisePlan::run(std::span<const TensorView> inputs, const TensorView& out, int threads) const noexcept {
    if (inputs.size() != m_inputs.size()) return KernelStatus::BadArgument;
    std::array<const void*, kMaxPointwiseInputs> data{};
    for (std::size_t j = 0; j < inputs.size(); ++j) data[j] = inputs[j].data;
    const std::span<const void* const> pointers(data.data(), inputs.size());
    const std::int64_t total = storageElements(m_out.dims, m_out.format);
    const std::int64_t tiles = (total + kTile - 1) / kTile;
    const auto traffic = total * 4 * static_cast<std::int64_t>(inputs.size() + m_instructions.size());
    parallelFor(threadsFor(threads, traffic), tiles, [&](std::int64_t first, std::int64_t last) {
        const std::int64_t begin = first * kTile;
        runRange(pointers, out.data, begin, std::min(last * kTile, total) - begin);
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
