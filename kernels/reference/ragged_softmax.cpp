// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/ragged_softmax.h"

#include "kernels/reference/softmax.h"

#include <algorithm>

namespace planscope::kernels::reference {

KernelStatus raggedSoftmax(const TensorView& in, const TensorView& lengths, const TensorView& out) {
    if (in.dims.rank < 1 || in.type != DataType::Float || lengths.type != DataType::Int32) return KernelStatus::BadArgument;
    const std::int64_t extent = in.dims[in.dims.rank - 1], lines = in.dims.volume(0, in.dims.rank - 1);
    if (lengths.volume() != lines) return KernelStatus::BadArgument;
    for (std::int64_t line = 0; line < lines; ++line) {
        const std::int64_t length = lengths.as<std::int32_t>()[line];
        if (length < 0 || length > extent) return KernelStatus::BadIndex;
        float* const target = out.as<float>() + line * extent;
        const TensorView source{in.as<float>() + line * extent, DataType::Float, Dims{length}, Format::linear()};
        const KernelStatus status = softmax(source, {target, DataType::Float, Dims{length}, Format::linear()}, {.axis = 0, .log = false});
        if (status != KernelStatus::Ok) return status;
        std::fill(target + length, target + extent, 0.F);
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
