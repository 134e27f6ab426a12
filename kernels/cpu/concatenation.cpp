// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/concatenation.h"

#include "kernels/cpu/copy_bytes.h"
#include "kernels/cpu/memory_axes.h"
#include "kernels/cpu/parallel.h"

namespace planscope::kernels::cpu {

KernelStatus concatenation(std::span<const TensorView> inputs, const TensorView& out, int axis, const Execution& execution) noexcept {
    if (axis < 0 || axis >= out.dims.rank || out.format.lanes == 0) return KernelStatus::BadArgument;
    const bool joinsLanes = axis == 1 && !isPlain(out);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const TensorView& in = inputs[i];
        if (in.type != out.type || in.format != out.format || in.dims.rank != out.dims.rank) return KernelStatus::BadArgument;
        if (joinsLanes && i + 1 < inputs.size() && in.dims[1] % in.format.lanes != 0) return KernelStatus::BadArgument;
        sum += in.dims[axis];
    }
    if (sum != out.dims[axis]) return KernelStatus::BadArgument;
    const int memoryAxis = memoryAxisOf(out, axis);
    const MemoryAxes whole = memoryAxes(out);
    const auto size = static_cast<std::int64_t>(sizeOf(out.type));
    const std::int64_t pitch = whole.volume(memoryAxis, whole.rank) * size;
    const std::int64_t outer = whole.volume(0, memoryAxis);
    const int threads = threadsFor(execution.threads, static_cast<std::int64_t>(out.bytes()) * 2);
    if (pitch == 0) return KernelStatus::Ok;
    // Few long runs are cut, so that every thread has work.
    const std::int64_t parts = outer >= threads ? 1 : threads;
    parallelFor(threads, outer * parts, [&](std::int64_t first, std::int64_t last) {
        std::int64_t offset = 0;
        for (const TensorView& in : inputs) {
            const MemoryAxes axes = memoryAxes(in);
            const std::int64_t run = axes.volume(memoryAxis, axes.rank) * size;
            if (parts == 1) {
                char* target = out.as<char>() + first * pitch + offset;
                const char* source = in.as<char>() + first * run;
                for (std::int64_t unit = first; unit < last; ++unit, target += pitch, source += run) copyBytes(target, source, run);
            } else {
                for (std::int64_t unit = first; unit < last; ++unit) {
                    const std::int64_t from = run * (unit % parts) / parts;
                    const std::int64_t to = run * (unit % parts + 1) / parts;
                    copyBytes(out.as<char>() + unit / parts * pitch + offset + from, in.as<char>() + unit / parts * run + from, to - from);
                }
            }
            offset += run;
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
