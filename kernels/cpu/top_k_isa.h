// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// How elements become integers whose order is the wanted one, largest first: floats are mapped so that -0 equals 0 and NaN
/// is the largest, and `flip` (0 or -1) turns the order round.
struct OrderKey {
    bool isFloat = true;
    std::int32_t flip = 0;
    bool lastOfEqual = false;
};

struct TopKIsa {
    void (*keys)(const OrderKey& order, const std::int32_t* in, std::int64_t stride, std::int32_t* out, std::int64_t count) = nullptr;
    /// The index of the first element of a row in that order.
    std::int32_t (*bestOfRow)(const OrderKey& order, const std::int32_t* row, std::int64_t length) = nullptr;
    /// The same for `columns` neighbouring columns of `length` elements, `stride` apart.
    void (*bestOfColumns)(const OrderKey& order, const std::int32_t* in, std::int64_t length, std::int64_t stride,
                          std::int64_t columns, std::int32_t* out) = nullptr;
};

namespace generic {
extern const TopKIsa topKIsa;
}
namespace avx2 {
extern const TopKIsa topKIsa;
}
namespace avx512 {
extern const TopKIsa topKIsa;
}

}  // namespace planscope::kernels::cpu
