// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/select.h"

#include "kernels/api/broadcast.h"
#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {

KernelStatus select(const TensorView& condition,
                    const TensorView& whenTrue,
                    const TensorView& whenFalse,
                    const TensorView& out) {
    for (const TensorView* view : {&condition, &whenTrue, &whenFalse})
        if (!broadcastsTo(view->dims, out.dims)) return KernelStatus::BadArgument;
    if (condition.type != DataType::Bool || whenTrue.type != out.type || whenFalse.type != out.type)
        return KernelStatus::BadArgument;
    const Dims conditionStrides = broadcastStrides(condition.dims, out.dims);
    const Dims trueStrides = broadcastStrides(whenTrue.dims, out.dims);
    const Dims falseStrides = broadcastStrides(whenFalse.dims, out.dims);
    std::int64_t target = 0;
    forEachIndex(out.dims, [&](const Dims& index) {
        const bool chosen = condition.as<std::uint8_t>()[offsetOf(index, conditionStrides)] != 0;
        if (chosen) copyElements(out, target, whenTrue, offsetOf(index, trueStrides));
        else copyElements(out, target, whenFalse, offsetOf(index, falseStrides));
        ++target;
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
