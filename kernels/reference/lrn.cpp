// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/lrn.h"

#include <algorithm>
#include <cmath>

namespace planscope::kernels::reference {

KernelStatus lrn(const TensorView& in, const TensorView& out, const LrnArgs& args) {
    if (in.dims.rank < 2 || args.window < 1) return KernelStatus::BadArgument;
    const std::int64_t channels = in.dims[1];
    const std::int64_t pixels = in.dims.volume(2, in.dims.rank);
    const std::int64_t before = (args.window - 1) / 2;
    const std::int64_t after = args.window - 1 - before;
    for (std::int64_t n = 0; n < in.dims[0]; ++n)
        for (std::int64_t c = 0; c < channels; ++c)
            for (std::int64_t p = 0; p < pixels; ++p) {
                const float* column = in.as<float>() + n * channels * pixels + p;
                double squares = 0;
                const std::int64_t last = std::min(c + after, channels - 1);
                for (std::int64_t i = std::max<std::int64_t>(c - before, 0); i <= last; ++i)
                    squares += static_cast<double>(column[i * pixels]) * column[i * pixels];
                const double divisor = std::pow(args.k + args.alpha / args.window * squares, args.beta);
                out.as<float>()[(n * channels + c) * pixels + p] = static_cast<float>(column[c * pixels] / divisor);
            }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
