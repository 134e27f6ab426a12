// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>

namespace planscope::kernels::cpu {

/// Copies runs that are often a single element or a few, without a call for those. The runs do not overlap.
inline void copyBytes(char* to, const char* from, std::int64_t bytes) noexcept {
    /// Both halves at once, which meet or overlap in the middle.
    const auto ends = [&](auto half) {
        decltype(half) first, last;
        std::memcpy(&first, from, sizeof half);
        std::memcpy(&last, from + bytes - sizeof half, sizeof half);
        std::memcpy(to, &first, sizeof half);
        std::memcpy(to + bytes - sizeof half, &last, sizeof half);
    };
    struct Sixteen {
        std::uint64_t words[2];
    };
    if (bytes == 4) std::memcpy(to, from, 4);
    else if (bytes > 32) std::memcpy(to, from, static_cast<std::size_t>(bytes));
    else if (bytes >= 16) ends(Sixteen{});
    else if (bytes >= 8) ends(std::uint64_t{});
    else if (bytes > 4) ends(std::uint32_t{});
    else if (bytes > 0) std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

}  // namespace planscope::kernels::cpu
