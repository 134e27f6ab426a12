// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/parametric_relu.h"

#include "kernels/api/broadcast.h"
#include "kernels/reference/index_walk.h"

namespace planscope::kernels::reference {

KernelStatus parametricRelu(const TensorView& in, const TensorView& slope, const TensorView& out) {
    if (!broadcastsTo(slope.dims, in.dims)) return KernelStatus::BadArgument;
    const Dims strides = broadcastStrides(slope.dims, in.dims);
    std::int64_t i = 0;
    forEachIndex(in.dims, [&](const Dims& index) {
        const float value = in.as<float>()[i];
        out.as<float>()[i++] = value >= 0 ? value : value * slope.as<float>()[offsetOf(index, strides)];
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
