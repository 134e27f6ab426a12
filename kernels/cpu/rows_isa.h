// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/reduce_kind.h"

#include <cstdint>

namespace planscope::kernels::cpu {

/// Work along contiguous rows, or along columns of matrices whose rows are `stride` floats apart.
struct RowsIsa {
    void (*softmaxRow)(const float* in, float* out, std::int64_t length, bool logarithm) = nullptr;
    void (*softmaxColumns)(const float* in, float* out, std::int64_t length, std::int64_t stride, std::int64_t columns,
                           bool logarithm) = nullptr;
    /// Sum, Prod, Max or Min.
    float (*reduceRow)(ReduceKind kind, const float* in, std::int64_t length) = nullptr;
    void (*reduceColumns)(ReduceKind kind, const float* in, float* out, std::int64_t length, std::int64_t stride,
                          std::int64_t columns) = nullptr;
    /// Sum of (x - center)^2.
    float (*deviation)(const float* in, std::int64_t length, float center) = nullptr;
    /// out = (in - center) * factor * scale + bias; the vectors are read with step 1, or 0 for one element.
    void (*scaleRow)(const float* in, float* out, std::int64_t length, float center, float factor, const float* scale,
                     const float* bias, bool vectors) = nullptr;
    void (*multiplyRow)(float* inOut, std::int64_t length, float factor) = nullptr;
};

namespace generic {
extern const RowsIsa rowsIsa;
}
namespace avx2 {
extern const RowsIsa rowsIsa;
}
namespace avx512 {
extern const RowsIsa rowsIsa;
}

}  // namespace planscope::kernels::cpu
