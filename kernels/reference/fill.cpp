// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/fill.h"

#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {

KernelStatus linspace(const TensorView& out, const LinspaceArgs& args) {
    if (out.type != DataType::Float && out.type != DataType::Int32) return KernelStatus::BadArgument;
    std::int64_t target = 0;
    const auto fillReal = [&](const Dims& index) {
        double value = args.start;
        for (int axis = 0; axis < index.rank; ++axis) value += static_cast<double>(index[axis]) * args.delta[axis];
        out.as<float>()[target++] = static_cast<float>(value);
    };
    const auto fillInteger = [&](const Dims& index) {
        auto value = static_cast<std::int64_t>(args.start);
        for (int axis = 0; axis < index.rank; ++axis) value += index[axis] * static_cast<std::int64_t>(args.delta[axis]);
        out.as<std::int32_t>()[target++] = static_cast<std::int32_t>(value);
    };
    if (out.type == DataType::Float) forEachIndex(out.dims, fillReal);
    else forEachIndex(out.dims, fillInteger);
    return KernelStatus::Ok;
}

KernelStatus fillConstant(const TensorView& value, const TensorView& out) {
    if (value.type != out.type) return KernelStatus::BadArgument;
    const std::int64_t count = out.volume();
    for (std::int64_t i = 0; i < count; ++i) copyElements(out, i, value, 0);
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
