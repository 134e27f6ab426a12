// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/transpose.h"

#include "kernels/cpu/parallel.h"
#include "kernels/cpu/transpose_isa.h"

#include <cstring>

namespace planscope::kernels::cpu {
namespace {

/// Axes in output order, adjacent ones merged where the input keeps them adjacent.
struct Plan {
    int rank = 0;
    std::int64_t extent[kMaxRank] = {};
    std::int64_t inStride[kMaxRank] = {};
    std::int64_t outStride[kMaxRank] = {};
};

Plan planOf(const Dims& in, const Dims& permutation) {
    const Dims strides = linearStrides(in);
    Plan plan;
    for (const std::int64_t axis : permutation) {
        const std::int64_t extent = in[static_cast<int>(axis)];
        const std::int64_t stride = strides[static_cast<int>(axis)];
        if (extent == 1) continue;
        if (plan.rank > 0 && plan.inStride[plan.rank - 1] == stride * extent) {
            plan.extent[plan.rank - 1] *= extent;
            plan.inStride[plan.rank - 1] = stride;
            continue;
        }
        plan.extent[plan.rank] = extent;
        plan.inStride[plan.rank++] = stride;
    }
    std::int64_t stride = 1;
    for (int i = plan.rank - 1; i >= 0; --i) {
        plan.outStride[i] = stride;
        stride *= plan.extent[i];
    }
    return plan;
}

struct Offsets {
    std::int64_t in = 0, out = 0;
};

/// Where unit number `unit` starts, counting over all axes but those in `skipped`.
Offsets offsetsOf(const Plan& plan, std::int64_t unit, unsigned skipped) {
    Offsets at;
    for (int i = plan.rank - 1; i >= 0; --i) {
        if (skipped >> i & 1U) continue;
        const std::int64_t index = unit % plan.extent[i];
        unit /= plan.extent[i];
        at.in += index * plan.inStride[i];
        at.out += index * plan.outStride[i];
    }
    return at;
}

bool isPermutation(const Dims& permutation, int rank) {
    unsigned seen = 0;
    for (const std::int64_t axis : permutation) {
        if (axis < 0 || axis >= rank) return false;
        seen |= 1U << axis;
    }
    return permutation.rank == rank && seen == (1U << rank) - 1;
}

}  // namespace

KernelStatus transpose(const TensorView& in, const TensorView& out, const Dims& permutation, const Execution& execution) noexcept {
    if (in.type != out.type || !in.format.isLinear() || !out.format.isLinear() || in.volume() != out.volume())
        return KernelStatus::BadArgument;
    if (!isPermutation(permutation, in.dims.rank)) return KernelStatus::BadArgument;
    const std::int64_t total = in.volume();
    if (total == 0) return KernelStatus::Ok;
    const Plan plan = planOf(in.dims, permutation);
    const auto size = static_cast<std::int64_t>(sizeOf(in.type));
    const int threads = threadsFor(execution.threads, total * size * 2);
    const int last = plan.rank - 1;
    const char* source = in.as<char>();
    char* target = out.as<char>();
    if (plan.rank <= 1) {
        std::memcpy(target, source, static_cast<std::size_t>(total * size));
        return KernelStatus::Ok;
    }
    if (plan.inStride[last] == 1) {
        const std::int64_t run = plan.extent[last];
        parallelFor(threads, total / run, [&](std::int64_t first, std::int64_t end) {
            for (std::int64_t unit = first; unit < end; ++unit) {
                const Offsets at = offsetsOf(plan, unit, 1U << last);
                std::memcpy(target + at.out * size, source + at.in * size, static_cast<std::size_t>(run * size));
            }
        });
        return KernelStatus::Ok;
    }
    int inner = 0;  // the axis that is contiguous in the input
    while (plan.inStride[inner] != 1) ++inner;
    const TransposeIsa& isa = forIsa(execution.isa, generic::transposeIsa, avx2::transposeIsa, avx512::transposeIsa);
    constexpr std::int64_t strip = 64;
    const std::int64_t strips = (plan.extent[inner] + strip - 1) / strip;
    const std::int64_t matrices = total / (plan.extent[inner] * plan.extent[last]);
    parallelFor(threads, matrices * strips, [&](std::int64_t first, std::int64_t end) {
        for (std::int64_t unit = first; unit < end; ++unit) {
            Offsets at = offsetsOf(plan, unit / strips, 1U << last | 1U << inner);
            const std::int64_t column = unit % strips * strip;
            const std::int64_t columns = std::min(strip, plan.extent[inner] - column);
            at.in += column;
            at.out += column * plan.outStride[inner];
            if (size == 4) {
                isa.matrix(in.as<float>() + at.in, plan.inStride[last], out.as<float>() + at.out, plan.outStride[inner],
                           plan.extent[last], columns);
                continue;
            }
            for (std::int64_t c = 0; c < columns; ++c)
                for (std::int64_t r = 0; r < plan.extent[last]; ++r)
                    std::memcpy(target + (at.out + c * plan.outStride[inner] + r) * size,
                                source + (at.in + r * plan.inStride[last] + c) * size, static_cast<std::size_t>(size));
        }
    });
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::cpu
