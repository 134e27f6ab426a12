// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// Rows of the left matrix that one pass over the weights serves.
inline constexpr int kDotRows = 4;

struct RowDotsIsa {
    /// out[r][n] = bias[n] + sum over k of in[r][k] * weights[n][k] for r < rows <= kDotRows and n < columns. `bias` may be null.
    void (*dots)(const float* in, int rows, const float* weights, std::int64_t depth, const float* bias, float* out, std::int64_t outStride,
                 std::int64_t columns) = nullptr;
};

namespace generic {
extern const RowDotsIsa rowDotsIsa;
}
namespace avx2 {
extern const RowDotsIsa rowDotsIsa;
}
namespace avx512 {
extern const RowDotsIsa rowDotsIsa;
}

}  // namespace planscope::kernels::cpu
