// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/concatenation.h"

#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {

KernelStatus concatenation(std::span<const TensorView> inputs, const TensorView& out, const ConcatenationArgs& args) {
    if (args.axis < 0 || args.axis >= out.dims.rank) return KernelStatus::BadArgument;
    const std::int64_t outer = out.dims.volume(0, args.axis);
    std::int64_t target = 0;
    for (std::int64_t o = 0; o < outer; ++o)
        for (const TensorView& in : inputs) {
            const std::int64_t run = in.dims.volume(args.axis, in.dims.rank);
            copyElements(out, target, in, o * run, run);
            target += run;
        }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
