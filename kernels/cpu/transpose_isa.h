// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

struct TransposeIsa {
    /// out[c * outStride + r] = in[r * inStride + c] for r in [0, rows), c in [0, columns). Four-byte elements.
    void (*matrix)(const float* in, std::int64_t inStride, float* out, std::int64_t outStride, std::int64_t rows,
                   std::int64_t columns) = nullptr;
};

namespace generic {
extern const TransposeIsa transposeIsa;
}
namespace avx2 {
extern const TransposeIsa transposeIsa;
}
namespace avx512 {
extern const TransposeIsa transposeIsa;
}

}  // namespace planscope::kernels::cpu
