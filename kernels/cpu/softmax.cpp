// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/softmax.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/rows_isa.h"
#include "kernels/cpu/transpose_isa.h"

namespace planscope::kernels::cpu {
namespace {

constexpr std::int64_t kShortRow = 48;  ///< elements; below, a row fills too few vectors
constexpr std::int64_t kBlock = 64;     ///< rows or columns at a time

/// Rows that are too short for vectors: transposed, a block of them at a time.
void softmaxShortRows(const float* in, float* out, std::int64_t rows, std::int64_t length, const SoftmaxArgs& args, Isa isa) {
    const RowsIsa& columns = forIsa(isa, generic::rowsIsa, avx2::rowsIsa, avx512::rowsIsa);
    const TransposeIsa& transpose = forIsa(isa, generic::transposeIsa, avx2::transposeIsa, avx512::transposeIsa);
    alignas(64) float block[kShortRow * kBlock];
    for (std::int64_t row = 0; row < rows; row += kBlock) {
        const std::int64_t count = std::min(kBlock, rows - row);
        transpose.matrix(in + row * length, length, block, kBlock, count, length);
        columns.softmaxColumns(block, block, length, kBlock, count, args.log);
        transpose.matrix(block, kBlock, out + row * length, length, length, count);
    }
}

}  // namespace

KernelStatus softmax(const TensorView& in, const TensorView& out, const SoftmaxArgs& args, const Execution& execution) noexcept {
    if (in.type != DataType::Float || !in.format.isLinear() || !out.format.isLinear()) return KernelStatus::BadArgument;
    if (args.axis < 0 || args.axis >= in.dims.rank || !(in.dims == out.dims)) return KernelStatus::BadArgument;
    const RowsIsa& isa = forIsa(execution.isa, generic::rowsIsa, avx2::rowsIsa, avx512::rowsIsa);
    const std::int64_t length = in.dims[args.axis];
    const std::int64_t inner = in.dims.volume(args.axis + 1, in.dims.rank);
    const std::int64_t outer = in.dims.volume(0, args.axis);
    if (length == 0 || inner == 0) return KernelStatus::Ok;
    // An exponential costs about as much as moving four elements.
    const int threads = threadsFor(execution.threads, in.volume() * 16);
    if (inner == 1 && length < kShortRow) {
        parallelFor(threads, outer, [&](std::int64_t first, std::int64_t last) {
            const std::int64_t at = first * length;
            softmaxShortRows(in.as<float>() + at, out.as<float>() + at, last - first, length, args, execution.isa);
        });
        return KernelStatus::Ok;
    }
    const std::int64_t block = inner == 1 ? 1 : kBlock;
    const std::int64_t blocks = (inner + block - 1) / block;
    parallelFor(threads, outer * blocks, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::int64_t column = unit % blocks * block;
            const std::int64_t at = unit / blocks * length * inner + column;
            if (inner == 1) isa.softmaxRow(in.as<float>() + at, out.as<float>() + at, length, args.log);
            else
                isa.softmaxColumns(in.as<float>() + at, out.as<float>() + at, length, inner,
                                   std::min(block, inner - column), args.log);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
