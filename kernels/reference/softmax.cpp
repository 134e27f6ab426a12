// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/softmax.h"

#include <cmath>
#include <limits>

namespace planscope::kernels::reference {
namespace {

void softmaxLine(const float* in, float* out, std::int64_t length, std::int64_t stride, bool logarithm) {
    double largest = -std::numeric_limits<double>::infinity();
    for (std::int64_t i = 0; i < length; ++i) largest = std::fmax(largest, in[i * stride]);
    double sum = 0;
    for (std::int64_t i = 0; i < length; ++i) sum += std::exp(in[i * stride] - largest);
    for (std::int64_t i = 0; i < length; ++i) {
        const double shifted = in[i * stride] - largest;
        out[i * stride] = static_cast<float>(logarithm ? shifted - std::log(sum) : std::exp(shifted) / sum);
    }
}

}  // namespace

KernelStatus softmax(const TensorView& in, const TensorView& out, const SoftmaxArgs& args) {
    if (args.axis < 0 || args.axis >= in.dims.rank) return KernelStatus::BadArgument;
    const std::int64_t length = in.dims[args.axis];
    const std::int64_t stride = in.dims.volume(args.axis + 1, in.dims.rank);
    const std::int64_t outer = in.dims.volume(0, args.axis);
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t i = 0; i < stride; ++i) {
            const std::int64_t first = o * length * stride + i;
            softmaxLine(in.as<float>() + first, out.as<float>() + first, length, stride, args.log);
        }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
