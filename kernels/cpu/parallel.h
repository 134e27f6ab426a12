// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <omp.h>

#include <algorithm>
#include <cstdint>

namespace planscope::kernels::cpu {

/// Bytes of memory traffic below which another thread costs more than it saves.
inline constexpr std::int64_t kBytesPerThread = 64 * 1024;

/// How many of `threads` are worth waking for work that moves `bytes`.
inline int threadsFor(int threads, std::int64_t bytes) {
    return static_cast<int>(std::clamp<std::int64_t>(bytes / kBytesPerThread, 1, std::max(threads, 1)));
}

/// Calls body(first, last) for consecutive parts of [0, count), one part per thread. Each unit's result must not depend
/// on the part that it falls into.
template <class Body>
void parallelFor(int threads, std::int64_t count, const Body& body) {
    const int used = static_cast<int>(std::min<std::int64_t>(threads, count));
    if (used <= 1) {
        if (count > 0) body(std::int64_t{0}, count);
        return;
    }
#pragma omp parallel num_threads(used)
    {
        const std::int64_t parts = omp_get_num_threads();
        const std::int64_t part = omp_get_thread_num();
        const std::int64_t first = count * part / parts;
        const std::int64_t last = count * (part + 1) / parts;
        if (first < last) body(first, last);
    }
}

}  // namespace planscope::kernels::cpu
