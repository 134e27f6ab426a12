// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/reduce.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/rows_isa.h"
#include "kernels/cpu/short_rows.h"

#include <limits>

namespace planscope::kernels::cpu {
namespace {

/// [outer, length, inner] with the middle reduced.
struct Extents {
    std::int64_t outer = 1, length = 1, inner = 1;
    bool isValid = true;
};

Extents extentsOf(const Dims& dims, std::uint32_t axes) {
    Extents e;
    for (int i = 0; i < dims.rank; ++i) {
        if (dims[i] == 1) continue;
        const bool reduced = (axes >> i & 1U) != 0;
        if (reduced && e.inner != 1) e.isValid = false;
        if (reduced) e.length *= dims[i];
        else if (e.length == 1) e.outer *= dims[i];
        else e.inner *= dims[i];
    }
    return e;
}

float emptyResult(ReduceKind kind) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr float results[] = {0, 1, -infinity, infinity, std::numeric_limits<float>::quiet_NaN()};
    return results[static_cast<int>(kind)];
}

}  // namespace

bool areAdjacent(const Dims& dims, std::uint32_t axes) { return extentsOf(dims, axes).isValid; }

KernelStatus reduce(const TensorView& in, const TensorView& out, const ReduceArgs& args, const Execution& execution) noexcept {
    if (in.type != DataType::Float || out.type != DataType::Float || !in.format.isLinear() || !out.format.isLinear())
        return KernelStatus::BadArgument;
    if (in.volume() == 0) {
        std::fill_n(out.as<float>(), out.volume(), emptyResult(args.kind));
        return KernelStatus::Ok;
    }
    const Extents e = extentsOf(in.dims, args.axes);
    if (!e.isValid || e.outer * e.inner != out.volume()) return KernelStatus::BadArgument;
    const RowsIsa& isa = forIsa(execution.isa, generic::rowsIsa, avx2::rowsIsa, avx512::rowsIsa);
    const int threads = threadsFor(execution.threads, in.volume() * 4);
    const std::int64_t block = e.inner == 1 ? 1 : 256;
    const std::int64_t blocks = (e.inner + block - 1) / block;
    const float factor = args.kind == ReduceKind::Avg ? 1.0F / static_cast<float>(e.length) : 1.0F;
    if (e.inner == 1 && ShortRows::pay(e.outer, e.length)) {
        const std::int64_t groups = (e.outer + ShortRows::kRows - 1) / ShortRows::kRows;
        parallelFor(threads, groups, [&](std::int64_t first, std::int64_t last) {
            ShortRows columns;
            for (std::int64_t row = first * ShortRows::kRows; row < std::min(last * ShortRows::kRows, e.outer); row += ShortRows::kRows) {
                const std::int64_t rows = std::min(ShortRows::kRows, e.outer - row);
                float* target = out.as<float>() + row;
                const float* source = columns.asColumns(in.as<float>() + row * e.length, rows, e.length, execution.isa);
                isa.reduceColumns(args.kind, source, target, e.length, ShortRows::kRows, rows);
                if (args.kind == ReduceKind::Avg) isa.multiplyRow(target, rows, factor);
            }
        });
        return KernelStatus::Ok;
    }
    parallelFor(threads, e.outer * blocks, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::int64_t row = unit / blocks;
            const std::int64_t column = unit % blocks * block;
            const std::int64_t columns = std::min(block, e.inner - column);
            const float* source = in.as<float>() + row * e.length * e.inner + column;
            float* target = out.as<float>() + row * e.inner + column;
            if (e.inner == 1) *target = isa.reduceRow(args.kind, source, e.length);
            else isa.reduceColumns(args.kind, source, target, e.length, e.inner, columns);
            if (args.kind == ReduceKind::Avg) isa.multiplyRow(target, columns, factor);
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
