// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/remainder.h"

#include "kernels/api/broadcast.h"
#include "kernels/reference/index_walk.h"

#include <cmath>

namespace planscope::kernels::reference {

KernelStatus remainder(const TensorView& a, const TensorView& b, const TensorView& out) {
    for (const TensorView* view : {&a, &b, &out})
        if (view->type != DataType::Float || !broadcastsTo(view->dims, out.dims)) return KernelStatus::BadArgument;
    const Dims stridesA = broadcastStrides(a.dims, out.dims), stridesB = broadcastStrides(b.dims, out.dims);
    float* target = out.as<float>();
    forEachIndex(out.dims, [&](const Dims& index) {
        *target++ = std::fmod(a.as<float>()[offsetOf(index, stridesA)], b.as<float>()[offsetOf(index, stridesB)]);
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
