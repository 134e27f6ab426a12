// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/cast.h"

#include "kernels/reference/element.h"

namespace planscope::kernels::reference {

KernelStatus cast(const TensorView& in, const TensorView& out) {
    if (in.type == DataType::Fp8 || out.type == DataType::Fp8) return KernelStatus::BadArgument;
    const std::int64_t count = out.volume();
    for (std::int64_t i = 0; i < count; ++i) storeElement(out, i, convertValue(loadElement(in, i), in.type, out.type));
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
