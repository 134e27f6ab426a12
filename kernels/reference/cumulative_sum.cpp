// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/cumulative_sum.h"

namespace planscope::kernels::reference {
namespace {

/// @tparam Sum  what sums are kept in; std::uint32_t wraps
template <class T, class Sum>
void sumLines(const TensorView& in, const TensorView& out, const CumulativeSumArgs& args) {
    const std::int64_t length = in.dims[args.axis];
    const std::int64_t stride = in.dims.volume(args.axis + 1, in.dims.rank);
    const std::int64_t lines = in.dims.volume(0, args.axis) * stride;
    for (std::int64_t line = 0; line < lines; ++line) {
        const std::int64_t first = line / stride * length * stride + line % stride;
        Sum sum = 0;
        for (std::int64_t i = 0; i < length; ++i) {
            const std::int64_t at = first + (args.reverse ? length - 1 - i : i) * stride;
            const auto value = static_cast<Sum>(in.as<T>()[at]);
            out.as<T>()[at] = static_cast<T>(args.exclusive ? sum : sum + value);
            sum += value;
        }
    }
}

}  // namespace

KernelStatus cumulativeSum(const TensorView& in, const TensorView& out, const CumulativeSumArgs& args) {
    if (args.axis < 0 || args.axis >= in.dims.rank || in.type != out.type) return KernelStatus::BadArgument;
    if (in.type == DataType::Float) sumLines<float, double>(in, out, args);
    else if (in.type == DataType::Int32) sumLines<std::int32_t, std::uint32_t>(in, out, args);
    else return KernelStatus::BadArgument;
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
