// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/non_zero.h"

#include "kernels/reference/element.h"
#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {
namespace {

bool isNonZero(const TensorView& in, std::int64_t offset) {
    return convertValue(loadElement(in, offset), in.type, DataType::Bool).integer != 0;
}

}  // namespace

std::int64_t countNonZero(const TensorView& in) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < in.volume(); ++i) count += isNonZero(in, i);
    return count;
}

KernelStatus nonZero(const TensorView& in, const TensorView& out) {
    const std::int64_t columns = countNonZero(in);
    if (out.type != DataType::Int32 || out.volume() != columns * in.dims.rank) return KernelStatus::BadArgument;
    std::int64_t source = 0;
    std::int64_t column = 0;
    forEachIndex(in.dims, [&](const Dims& index) {
        if (!isNonZero(in, source++)) return;
        for (int axis = 0; axis < index.rank; ++axis)
            out.as<std::int32_t>()[axis * columns + column] = static_cast<std::int32_t>(index[axis]);
        ++column;
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
