// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope::kernels::cpu {

/// Products with small matrices that stay in the cache. The right matrix is packed in panels of `panelColumns` columns, the last
/// one filled up with zeros: panel p holds depth * panelColumns floats, row by row.
struct AttentionIsa {
    int panelColumns = 0;
    /// Element (row, column) of the matrix is from[row * rowStride + column * columnStride].
    void (*pack)(const float* from, std::int64_t rowStride, std::int64_t columnStride, std::int64_t depth, std::int64_t columns,
                 float factor, float* to) = nullptr;
    /// out = in * packed; rows of `out` have room for whole panels.
    void (*multiply)(const float* in, std::int64_t inStride, std::int64_t rows, const float* packed, std::int64_t depth,
                     std::int64_t columns, float* out, std::int64_t outStride) = nullptr;
    void (*addRow)(float* inOut, const float* from, std::int64_t stride, std::int64_t length) = nullptr;
    /// x becomes e^(x - the largest x of its row), and sums[row] their sum. Writes whole vectors, up to the end of the panel.
    void (*exponentials)(float* inOut, std::int64_t stride, std::int64_t rows, std::int64_t length, float* sums) = nullptr;
    void (*scaleRow)(const float* in, float* out, std::int64_t length, float factor) = nullptr;
};

namespace generic {
extern const AttentionIsa attentionIsa;
}
namespace avx2 {
extern const AttentionIsa attentionIsa;
}
namespace avx512 {
extern const AttentionIsa attentionIsa;
}

}  // namespace planscope::kernels::cpu
