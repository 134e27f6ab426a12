// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// Columns of a packed panel of weights.
inline constexpr int kPanel = 64;
/// Rows of the left matrix that one pass over the weights serves.
inline constexpr int kPanelRows = 4;

struct MatrixVectorIsa {
    /// out[r][0..columns) = bias[0..columns) + sum over k of in[r][k] * panel[k][0..kPanel), rows r in [0, rows),
    /// rows <= kPanelRows. `bias` has kPanel floats.
    void (*panel)(const float* in, std::int64_t inStride, int rows, const float* panel, std::int64_t depth,
                  const float* bias, float* out, std::int64_t outStride, int columns) = nullptr;
};

namespace generic {
extern const MatrixVectorIsa matrixVectorIsa;
}
namespace avx2 {
extern const MatrixVectorIsa matrixVectorIsa;
}
namespace avx512 {
extern const MatrixVectorIsa matrixVectorIsa;
}

}  // namespace planscope::kernels::cpu
