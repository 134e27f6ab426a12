// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/one_hot.h"

#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {

KernelStatus oneHot(const TensorView& indices, const TensorView& values, const TensorView& out, const OneHotArgs& args) {
    if (args.axis < 0 || args.axis >= out.dims.rank || out.dims.rank != indices.dims.rank + 1)
        return KernelStatus::BadArgument;
    if (indices.type != DataType::Int32 || values.type != out.type) return KernelStatus::BadArgument;
    const std::int64_t depth = out.dims[args.axis];
    const std::int64_t inner = out.dims.volume(args.axis + 1, out.dims.rank);
    const std::int64_t count = out.volume();
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t outer = i / (depth * inner);
        const std::int64_t hot = resolvedIndex(indices.as<std::int32_t>()[outer * inner + i % inner], depth);
        copyElements(out, i, values, i / inner % depth == hot ? 1 : 0);
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
