// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <initializer_list>

namespace planscope {

inline constexpr int kMaxRank = 8;

/// Up to eight extents in logical order (N, C, [D], H, W), whatever the memory format. -1 is a wildcard that is bound
/// at run time. Also used for short integer lists of the same length (strides, kernel sizes, permutations).
struct Dims {
    int rank = 0;
    std::int64_t d[kMaxRank] = {};

    constexpr Dims() = default;
    /// Extents beyond the eighth are ignored; callers that read files check the rank first.
    constexpr Dims(std::initializer_list<std::int64_t> values) {
        for (const std::int64_t v : values)
            if (rank < kMaxRank) d[rank++] = v;
    }
    static constexpr Dims filled(int rank, std::int64_t value) {
        Dims out;
        out.rank = rank;
        for (int i = 0; i < rank; ++i) out.d[i] = value;
        return out;
    }

    constexpr int size() const { return rank; }
    constexpr std::int64_t operator[](int i) const { return d[i]; }
    constexpr std::int64_t& operator[](int i) { return d[i]; }
    constexpr const std::int64_t* begin() const { return d; }
    constexpr const std::int64_t* end() const { return d + rank; }
    constexpr std::int64_t* begin() { return d; }
    constexpr std::int64_t* end() { return d + rank; }
    constexpr void push(std::int64_t value) {
        if (rank < kMaxRank) d[rank++] = value;
    }

    /// Product of the extents, 1 for rank 0. Meaningful only where isStatic(); networks are verified to stay below
    /// 2^31 elements per tensor, so that this cannot overflow for a tensor of a verified network.
    constexpr std::int64_t volume() const { return volume(0, rank); }
    /// Product of the extents in [first, last).
    constexpr std::int64_t volume(int first, int last) const {
        std::int64_t v = 1;
        for (int i = first; i < last; ++i) v *= d[i];
        return v;
    }
    constexpr bool isStatic() const {
        return std::all_of(begin(), end(), [](std::int64_t v) { return v >= 0; });
    }
    friend constexpr bool operator==(const Dims& a, const Dims& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }
};

}  // namespace planscope
