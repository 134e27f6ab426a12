// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/top_k.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/short_rows.h"
#include "kernels/cpu/top_k_isa.h"

#include <omp.h>

#include <functional>

namespace planscope::kernels::cpu {
namespace {

const TopKIsa& isaOf(Isa isa) { return forIsa(isa, generic::topKIsa, avx2::topKIsa, avx512::topKIsa); }

/// [outer, length, inner], of which `kept` along the middle are wanted.
struct Lines {
    std::int64_t outer = 1, length = 1, inner = 1, kept = 1;
};

Lines linesOf(const Dims& in, const Dims& values, int axis) {
    return {in.volume(0, axis), in[axis], in.volume(axis + 1, in.rank), values[axis]};
}

struct Job {
    const std::int32_t* in = nullptr;
    std::int32_t* values = nullptr;
    std::int32_t* indices = nullptr;
    Lines lines;
    OrderKey order;
};

/// One element of every line, lines of few neighbouring elements.
void findBestOfShort(const Job& job, const Execution& execution) {
    const TopKIsa& isa = isaOf(execution.isa);
    const Lines& l = job.lines;
    const std::int64_t groups = (l.outer + ShortRows::kRows - 1) / ShortRows::kRows;
    parallelFor(threadsFor(execution.threads, l.outer * l.length * 8), groups, [&](std::int64_t first, std::int64_t last) {
        ShortRows columns;
        for (std::int64_t row = first * ShortRows::kRows; row < std::min(last * ShortRows::kRows, l.outer); row += ShortRows::kRows) {
            const std::int64_t rows = std::min(ShortRows::kRows, l.outer - row);
            const std::int32_t* source = job.in + row * l.length;
            const void* const turned = columns.asColumns(source, rows, l.length, execution.isa);
            isa.bestOfColumns(job.order, static_cast<const std::int32_t*>(turned), l.length, ShortRows::kRows, rows, job.indices + row);
            for (std::int64_t i = 0; i < rows; ++i) job.values[row + i] = source[i * l.length + job.indices[row + i]];
        }
    });
}

/// One element of every line: neighbouring lines at once.
void findBest(const Job& job, const Execution& execution) {
    constexpr std::int64_t kBlock = 64;
    const TopKIsa& isa = isaOf(execution.isa);
    const Lines& l = job.lines;
    const std::int64_t blocks = (l.inner + kBlock - 1) / kBlock;
    const int threads = threadsFor(execution.threads, l.outer * l.length * l.inner * 8);
    parallelFor(threads, l.outer * blocks, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::int64_t outer = unit / blocks, column = unit % blocks * kBlock;
            const std::int64_t columns = std::min(kBlock, l.inner - column);
            const std::int32_t* source = job.in + outer * l.length * l.inner + column;
            const std::int64_t target = outer * l.inner + column;
            std::int32_t* index = job.indices + target;
            if (l.inner == 1) *index = isa.bestOfRow(job.order, source, l.length);
            else isa.bestOfColumns(job.order, source, l.length, l.inner, columns, index);
            for (std::int64_t i = 0; i < columns; ++i) job.values[target + i] = source[index[i] * l.inner + i];
        }
    });
}

/// Orders 64-bit numbers of key and position, which are all different.
void sortLines(const Job& job, std::int64_t* workspace, const Execution& execution) {
    constexpr std::int64_t kChunk = 256;
    const TopKIsa& isa = isaOf(execution.isa);
    const Lines& l = job.lines;
    const int threads = threadsFor(execution.threads, l.outer * l.length * l.inner * 64);
    const std::int32_t tie = job.order.lastOfEqual ? 0 : -1;
    parallelFor(threads, l.outer * l.inner, [&](std::int64_t first, std::int64_t last) {
        std::int64_t* numbers = workspace + omp_get_thread_num() * l.length;
        for (std::int64_t line = first; line < last; ++line) {
            const std::int32_t* source = job.in + line / l.inner * l.length * l.inner + line % l.inner;
            for (std::int64_t i = 0; i < l.length; i += kChunk) {
                std::int32_t keys[kChunk];
                const std::int64_t count = std::min(kChunk, l.length - i);
                isa.keys(job.order, source + i * l.inner, l.inner, keys, count);
                for (std::int64_t c = 0; c < count; ++c) {
                    const auto position = static_cast<std::uint32_t>(static_cast<std::int32_t>(i + c) ^ tie);
                    numbers[i + c] = static_cast<std::int64_t>(static_cast<std::uint64_t>(keys[c]) << 32U | position);
                }
            }
            if (l.kept < l.length) std::nth_element(numbers, numbers + l.kept, numbers + l.length, std::greater{});
            std::sort(numbers, numbers + l.kept, std::greater{});
            const std::int64_t target = line / l.inner * l.kept * l.inner + line % l.inner;
            for (std::int64_t i = 0; i < l.kept; ++i) {
                const std::int32_t index = static_cast<std::int32_t>(static_cast<std::uint32_t>(numbers[i])) ^ tie;
                job.indices[target + i * l.inner] = index;
                job.values[target + i * l.inner] = source[index * l.inner];
            }
        }
    });
}

}  // namespace

std::size_t topKWorkspace(const Dims& in, const Dims& values, int axis, int threads) {
    if (values[axis] <= 1) return 0;
    return static_cast<std::size_t>(std::max(threads, 1)) * static_cast<std::size_t>(in[axis]) * sizeof(std::int64_t);
}

KernelStatus topK(const TensorView& in, const TensorView& values, const TensorView& indices, const TopKArgs& args,
                  void* workspace, const Execution& execution) noexcept {
    const bool isFloat = in.type == DataType::Float;
    if (!isFloat && in.type != DataType::Int32) return KernelStatus::BadArgument;
    if (values.type != in.type || indices.type != DataType::Int32 || values.dims.rank != in.dims.rank) return KernelStatus::BadArgument;
    if (args.axis < 0 || args.axis >= in.dims.rank || values.dims[args.axis] > in.dims[args.axis]) return KernelStatus::BadArgument;
    if (values.volume() == 0) return KernelStatus::Ok;
    const Job job{in.as<std::int32_t>(), values.as<std::int32_t>(), indices.as<std::int32_t>(),
                  linesOf(in.dims, values.dims, args.axis),
                  {isFloat, args.operation == TopKOperation::Max ? 0 : -1, args.lastOfEqual}};
    const bool isShort = job.lines.inner == 1 && ShortRows::pay(job.lines.outer, job.lines.length);
    if (job.lines.kept == 1 && isShort) findBestOfShort(job, execution);
    else if (job.lines.kept == 1) findBest(job, execution);
    else sortLines(job, static_cast<std::int64_t*>(workspace), execution);
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
