// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>

namespace planscope::kernels::cpu {

/// Copies runs that are often a single element, without a call for those.
inline void copyBytes(char* to, const char* from, std::int64_t bytes) noexcept {
    if (bytes == 4) std::memcpy(to, from, 4);
    else if (bytes > 0) std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

}  // namespace planscope::kernels::cpu
