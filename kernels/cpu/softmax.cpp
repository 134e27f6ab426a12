// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/softmax.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/rows_isa.h"

namespace planscope::kernels::cpu {

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
    const std::int64_t block = inner == 1 ? 1 : 64;
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
