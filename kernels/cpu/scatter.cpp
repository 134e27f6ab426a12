// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/scatter.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/scatter_isa.h"

#include <atomic>
#include <cstring>

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kColumnsPerThread = 64;  // with fewer, threads that write to neighbouring cache lines hinder each other

const ScatterIsa& tableOf(Isa isa) { return forIsa(isa, generic::scatterIsa, avx2::scatterIsa, avx512::scatterIsa); }

void copyData(const TensorView& data, const TensorView& out, int threads) {
    const auto bytes = static_cast<std::int64_t>(out.bytes());
    parallelFor(threadsFor(threads, bytes * 2), bytes, [&](std::int64_t first, std::int64_t last) {
        std::memcpy(out.as<char>() + first, data.as<char>() + first, static_cast<std::size_t>(last - first));
    });
}

/// Rows of updates along the last axis. Threads share the columns, or the rows where these run along the indexed axis: none of
/// them writes what another one does, and each keeps the order.
class Elements {
public:
    Elements(const TensorView& indices, const TensorView& updates, const TensorView& out, const ScatterArgs& args)
        : m_indices(indices), m_updates(updates), m_out(out), m_args(args), m_strides(linearStrides(out.dims)),
          m_last(out.dims.rank - 1), m_columns(indices.dims[m_last]), m_rows(indices.dims.volume(0, m_last)) {}

    bool run(const ScatterIsa& isa, int threads) const {
        std::atomic<bool> isInside = true;
        const bool alongLast = m_args.axis == m_last;
        const int wanted = threadsFor(threads, m_rows * m_columns * 12);
        const std::int64_t shares = alongLast ? m_rows : m_columns / kColumnsPerThread;
        parallelFor(wanted, std::max<std::int64_t>(shares, 1), [&](std::int64_t first, std::int64_t last) {
            const bool isEnd = last >= shares;
            const bool isRight = alongLast ? runPart(isa, first, isEnd ? m_rows : last, 0, m_columns)
                                           : runPart(isa, 0, m_rows, first * kColumnsPerThread, isEnd ? m_columns : last * kColumnsPerThread);
            if (!isRight) isInside = false;
        });
        return isInside;
    }

private:
    bool runPart(const ScatterIsa& isa, std::int64_t firstRow, std::int64_t lastRow, std::int64_t firstColumn, std::int64_t lastColumn) const {
        ScatterRow row;
        row.count = lastColumn - firstColumn;
        row.stride = m_strides[m_args.axis];
        row.extent = m_out.dims[m_args.axis];
        row.step = m_args.axis == m_last ? 0 : 1;
        for (std::int64_t r = firstRow; r < lastRow; ++r) {
            std::int64_t base = firstColumn * row.step, rest = r;
            for (int i = m_last - 1; i >= 0; --i) {
                if (i != m_args.axis) base += rest % m_indices.dims[i] * m_strides[i];
                rest /= m_indices.dims[i];
            }
            row.out = m_out.as<float>() + base;
            row.indices = m_indices.as<std::int32_t>() + r * m_columns + firstColumn;
            row.updates = m_updates.as<float>() + r * m_columns + firstColumn;
            if (!isa.row[static_cast<std::size_t>(m_args.reduction)](row)) return false;
        }
        return true;
    }

    const TensorView &m_indices, &m_updates, &m_out;
    const ScatterArgs& m_args;
    Dims m_strides;
    int m_last;
    std::int64_t m_columns, m_rows;
};

/// Whole runs at places that tuples of indices name; threads share the columns of the runs.
bool scatterRuns(const TensorView& indices, const TensorView& updates, const TensorView& out, ScatterReduction reduction, const ScatterIsa& isa,
                 int threads) {
    const std::int64_t depth = indices.dims[indices.dims.rank - 1];
    const std::int64_t run = out.dims.volume(static_cast<int>(depth), out.dims.rank);
    const std::int64_t count = indices.dims.volume(0, indices.dims.rank - 1);
    const Dims strides = linearStrides(out.dims);
    std::atomic<bool> isInside = true;
    const std::int64_t shares = std::max<std::int64_t>(run / kColumnsPerThread, 1);
    parallelFor(threadsFor(threads, count * run * 12), shares, [&](std::int64_t first, std::int64_t last) {
        const std::int64_t begin = first * kColumnsPerThread, end = last == shares ? run : last * kColumnsPerThread;
        const std::int32_t* tuple = indices.as<std::int32_t>();
        for (std::int64_t i = 0; i < count; ++i, tuple += depth) {
            std::int64_t target = 0;
            for (int d = 0; d < depth; ++d) {
                const std::int64_t index = tuple[d] < 0 ? tuple[d] + out.dims[d] : tuple[d];
                if (index < 0 || index >= out.dims[d]) {
                    isInside = false;
                    return;
                }
                target += index * strides[d];
            }
            isa.run[static_cast<std::size_t>(reduction)](out.as<float>() + target + begin, updates.as<float>() + i * run + begin, end - begin);
        }
    });
    return isInside;
}

bool isShapeRight(const TensorView& indices, const TensorView& updates, const TensorView& out, const ScatterArgs& args) {
    if (args.mode == ScatterMode::Element) {
        if (args.axis < 0 || args.axis >= out.dims.rank || indices.dims.rank != out.dims.rank) return false;
        return updates.dims == indices.dims;
    }
    if (args.mode != ScatterMode::Nd || indices.dims.rank == 0) return false;
    return indices.dims[indices.dims.rank - 1] <= out.dims.rank;
}

}  // namespace

KernelStatus scatter(const TensorView& data, const TensorView& indices, const TensorView& updates, const TensorView& out,
                     const ScatterArgs& args, const Execution& execution) noexcept {
    const bool isMoved = args.reduction == ScatterReduction::None && out.type == DataType::Int32;
    if (indices.type != DataType::Int32 || data.type != out.type || updates.type != out.type) return KernelStatus::BadArgument;
    if ((out.type != DataType::Float && !isMoved) || !(data.dims == out.dims)) return KernelStatus::BadArgument;
    if (!isShapeRight(indices, updates, out, args)) return KernelStatus::BadArgument;
    if (out.volume() > 0) copyData(data, out, execution.threads);
    if (updates.volume() == 0) return KernelStatus::Ok;
    const ScatterIsa& isa = tableOf(execution.isa);
    const bool isInside = args.mode == ScatterMode::Element ? Elements(indices, updates, out, args).run(isa, execution.threads)
                                                            : scatterRuns(indices, updates, out, args.reduction, isa, execution.threads);
    return isInside ? KernelStatus::Ok : KernelStatus::BadIndex;
}

}  // namespace planscope::kernels::cpu
