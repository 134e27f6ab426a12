// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/padding_lanes.h"
#include "kernels/cpu/parallel.h"

#include <algorithm>

namespace planscope::kernels::cpu {

/// Calls work(first element, count) for runs of a tensor of bytes, each thread its own, and clears their padding lanes behind it.
template <class Work>
void forEachPiece(const TensorView& out, int threads, Work work) noexcept {
    constexpr std::int64_t kPiece = 4096;
    const std::int64_t total = storageElements(out.dims, out.format);
    parallelFor(threadsFor(threads, total * 4), (total + kPiece - 1) / kPiece, [&](std::int64_t first, std::int64_t last) {
        const std::int64_t begin = first * kPiece, count = std::min(last * kPiece, total) - begin;
        work(begin, count);
        clearPaddingLanes(out, begin, count);
    });
}

}  // namespace planscope::kernels::cpu
