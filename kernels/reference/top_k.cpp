// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/top_k.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace planscope::kernels::reference {
namespace {

bool isGreater(float a, float b) { return std::isnan(a) ? !std::isnan(b) : a > b; }
bool isGreater(std::int32_t a, std::int32_t b) { return a > b; }

template <class T>
void topKOf(const TensorView& in, const TensorView& values, const TensorView& indices, const TopKArgs& args) {
    const std::int64_t length = in.dims[args.axis];
    const std::int64_t kept = values.dims[args.axis];
    const std::int64_t stride = in.dims.volume(args.axis + 1, in.dims.rank);
    const std::int64_t lines = in.dims.volume(0, args.axis) * stride;
    std::vector<std::int32_t> order(static_cast<std::size_t>(length));
    for (std::int64_t line = 0; line < lines; ++line) {
        const T* source = in.as<T>() + line / stride * length * stride + line % stride;
        const std::int64_t target = line / stride * kept * stride + line % stride;
        std::iota(order.begin(), order.end(), 0);
        if (args.lastOfEqual) std::ranges::reverse(order);
        std::stable_sort(order.begin(), order.end(), [&](std::int32_t x, std::int32_t y) {
            const T a = source[x * stride];
            const T b = source[y * stride];
            return args.operation == TopKOperation::Max ? isGreater(a, b) : isGreater(b, a);
        });
        for (std::int64_t i = 0; i < kept; ++i) {
            const std::int32_t chosen = order[static_cast<std::size_t>(i)];
            values.as<T>()[target + i * stride] = source[chosen * stride];
            indices.as<std::int32_t>()[target + i * stride] = chosen;
        }
    }
}

}  // namespace

KernelStatus topK(const TensorView& in, const TensorView& values, const TensorView& indices, const TopKArgs& args) {
    if (args.axis < 0 || args.axis >= in.dims.rank || values.dims.rank != in.dims.rank) return KernelStatus::BadArgument;
    if (in.type != values.type || indices.type != DataType::Int32) return KernelStatus::BadArgument;
    if (values.dims[args.axis] > in.dims[args.axis]) return KernelStatus::BadArgument;
    if (in.type == DataType::Float) topKOf<float>(in, values, indices, args);
    else if (in.type == DataType::Int32) topKOf<std::int32_t>(in, values, indices, args);
    else return KernelStatus::BadArgument;
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
