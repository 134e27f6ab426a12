// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/gather.h"

#include "kernels/cpu/parallel.h"

#include <cstring>

namespace planscope::kernels::cpu {

KernelStatus gather(const TensorView& data,
                    const TensorView& indices,
                    const TensorView& out,
                    int axis,
                    const Execution& execution) noexcept {
    if (data.type != out.type || indices.type != DataType::Int32 || axis < 0 || axis >= data.dims.rank)
        return KernelStatus::BadArgument;
    if (!data.format.isLinear() || !indices.format.isLinear() || !out.format.isLinear()) return KernelStatus::BadArgument;
    const std::int64_t length = data.dims[axis];
    const std::int64_t count = indices.volume();
    const std::int64_t outer = data.dims.volume(0, axis);
    const auto run = data.dims.volume(axis + 1, data.dims.rank) * static_cast<std::int64_t>(sizeOf(data.type));
    if (outer * count * run != static_cast<std::int64_t>(out.bytes())) return KernelStatus::BadArgument;
    const std::int32_t* index = indices.as<std::int32_t>();
    for (std::int64_t i = 0; i < count; ++i)
        if (index[i] < -length || index[i] >= length) return KernelStatus::BadIndex;
    if (run == 0) return KernelStatus::Ok;
    parallelFor(threadsFor(execution.threads, outer * count * run * 2), outer * count, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t unit = first; unit < last; ++unit) {
            const std::int64_t wanted = index[unit % count];
            const std::int64_t slice = unit / count * length + (wanted < 0 ? wanted + length : wanted);
            std::memcpy(out.as<char>() + unit * run, data.as<char>() + slice * run, static_cast<std::size_t>(run));
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
